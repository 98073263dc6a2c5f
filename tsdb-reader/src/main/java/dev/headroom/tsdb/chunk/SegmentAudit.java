package dev.headroom.tsdb.chunk;

import dev.headroom.tsdb.internal.Coverage;
import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.merge.DamageHandler;

/// Accounts for every byte of a block's segments: each belongs to one chunk of one series.
///
/// One thread uses an instance; what threads have found is put together by [#merge].
public final class SegmentAudit {
    private final ChunkSegments segments;
    private final Coverage[] coverages;

    public SegmentAudit(ChunkSegments segments) {
        this.segments = segments;
        coverages = new Coverage[segments.count()];
        for (int i = 0; i < coverages.length; i++) {
            coverages[i] = new Coverage(segments.segment(i), 0);
        }
    }

    /// Checks the headers.
    public void headers(DamageHandler damage) {
        for (int i = 0; i < coverages.length; i++) {
            MappedFile segment = segments.segment(i);
            for (int at = 5; at < ChunkSegments.SEGMENT_HEADER_LENGTH; at++) {
                if (segment.unsignedByteAt(at) != 0) {
                    damage.handle(segment.corruption(
                            at, "padding of zeros in the segment's header", "byte " + segment.unsignedByteAt(at)));
                }
            }
            coverages[i].claim(0, ChunkSegments.SEGMENT_HEADER_LENGTH);
        }
    }

    /// Takes a chunk as read.
    ///
    /// @param size of the whole chunk, see [ChunkReader#size]
    public void chunk(long reference, int size) {
        coverages[(int) (reference >>> 32)].claim(reference & 0xffff_ffffL, size);
    }

    /// Adds what another instance over the same segments was told.
    public void merge(SegmentAudit other) {
        for (int i = 0; i < coverages.length; i++) {
            coverages[i].merge(other.coverages[i]);
        }
    }

    /// Tells of what is left over. To be called when all chunks have been read.
    public void finish(DamageHandler damage) {
        for (Coverage coverage : coverages) {
            coverage.finish(damage::handle);
        }
    }
}
