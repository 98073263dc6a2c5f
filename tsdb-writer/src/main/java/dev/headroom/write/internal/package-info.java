/// What the packages of the writer share.
package dev.headroom.write.internal;
