/// One encoder per chunk encoding, each the mirror of the decoder of its name.
package dev.headroom.write.chunk.internal;
