/// A directory's samples over remote write.
package dev.headroom.replay.remote;
