package dev.headroom.write.rewrite;

import java.util.Arrays;

/// The lists of chunks of series as they stand in an index, by the number of the series, in pages: no array of
/// bytes is ever copied to grow.
final class ChunkLists {
    private static final int PAGE_BITS = 18;
    private static final int PAGE = 1 << PAGE_BITS;

    private byte[][] pages = new byte[16][];
    private int lastPage = -1;
    private int used = PAGE;

    // Page and place in it.
    private int[] handles;
    private int[] lengths;
    private int count;

    /// @param expected how many series there will be, about
    ChunkLists(int expected) {
        handles = new int[expected];
        lengths = new int[expected];
    }

    void add(byte[] index, int from, int to) {
        int length = to - from;
        if (used + length > PAGE) {
            lastPage++;
            if (lastPage == pages.length) {
                pages = Arrays.copyOf(pages, 2 * lastPage);
            }
            pages[lastPage] = new byte[Math.max(PAGE, length)];
            used = 0;
        }
        if (count == handles.length) {
            handles = Arrays.copyOf(handles, 2 * count + 1);
            lengths = Arrays.copyOf(lengths, handles.length);
        }
        System.arraycopy(index, from, pages[lastPage], used, length);
        handles[count] = lastPage << PAGE_BITS | used;
        lengths[count++] = length;
        used += length;
    }

    /// Adds the lists of others, which must not be used any more.
    void addAll(ChunkLists next) {
        int before = lastPage + 1;
        int more = next.lastPage + 1;
        pages = Arrays.copyOf(pages, before + more);
        System.arraycopy(next.pages, 0, pages, before, more);
        lastPage = before + more - 1;
        used = more == 0 ? used : next.used;
        handles = Arrays.copyOf(handles, count + next.count);
        lengths = Arrays.copyOf(lengths, handles.length);
        for (int i = 0; i < next.count; i++) {
            handles[count + i] = next.handles[i] + (before << PAGE_BITS);
        }
        System.arraycopy(next.lengths, 0, lengths, count, next.count);
        count += next.count;
    }

    /// The array that holds the list of a series.
    byte[] page(int number) {
        return pages[handles[number] >>> PAGE_BITS];
    }

    /// Where in its [#page] it begins.
    int start(int number) {
        return handles[number] & (PAGE - 1);
    }

    int length(int number) {
        return lengths[number];
    }
}
