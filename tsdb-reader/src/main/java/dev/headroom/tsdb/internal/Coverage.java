package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;
import java.util.Arrays;
import java.util.function.Consumer;

/// Which bytes of a file belong to something. In the end every byte has to belong to one thing and no more, except for
/// padding of zeros.
///
/// Claims that follow one another in the file become one, so the memory it takes is that of the places where they do
/// not.
public final class Coverage {
    private final MappedFile file;
    private final int mostPadding;
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private int count;

    /// @param mostPadding how many zero bytes may stand between two things
    public Coverage(MappedFile file, int mostPadding) {
        this.file = file;
        this.mostPadding = mostPadding;
    }

    /// Says that the bytes belong to something.
    public void claim(long offset, long length) {
        if (count > 0 && offset >= ends[count - 1] && isPadding(ends[count - 1], offset)) {
            ends[count - 1] = offset + length;
            return;
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        starts[count] = offset;
        ends[count] = offset + length;
        count++;
    }

    /// Adds the claims on the same file that another thread has collected.
    public void merge(Coverage other) {
        for (int i = 0; i < other.count; i++) {
            claim(other.starts[i], other.ends[i] - other.starts[i]);
        }
    }

    /// Tells of bytes that belong to nothing, and of those that belong to two things.
    public void finish(Consumer<CorruptionException> damage) {
        int[] order = IntSorter.sorted(count, (left, right) -> Long.compare(starts[left], starts[right]));
        long end = 0;
        for (int i : order) {
            if (starts[i] < end) {
                damage.accept(file.corruption(
                        starts[i],
                        "bytes that belong to one thing",
                        "bytes up to " + Math.min(end, ends[i]) + " that belong to two"));
            } else if (!isPadding(end, starts[i])) {
                damage.accept(stray(end, starts[i]));
            }
            end = Math.max(end, ends[i]);
        }
        if (end < file.size()) {
            damage.accept(stray(end, file.size()));
        }
    }

    private CorruptionException stray(long from, long to) {
        return file.corruption(
                from,
                mostPadding == 0 ? "what belongs to something" : "padding of zeros",
                (to - from) + " bytes that belong to nothing");
    }

    private boolean isPadding(long from, long to) {
        return to - from <= mostPadding && file.isZero(from, to);
    }
}
