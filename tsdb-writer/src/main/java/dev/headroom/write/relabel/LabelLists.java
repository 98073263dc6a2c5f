package dev.headroom.write.relabel;

import java.util.Arrays;

/// Lists of ints, one for the labels of each series, in pages: no array is ever copied to grow.
public final class LabelLists {
    private static final int PAGE_BITS = 16;
    private static final int PAGE = 1 << PAGE_BITS;

    private int[][] pages = new int[16][];
    private int lastPage = -1;
    private int used = PAGE;

    /// Adds a list and returns its handle.
    public int add(int[] values, int length) {
        if (used + length + 1 > PAGE) {
            lastPage++;
            if (lastPage == pages.length) {
                pages = Arrays.copyOf(pages, 2 * lastPage);
            }
            if (pages[lastPage] == null || pages[lastPage].length < length + 1) {
                pages[lastPage] = new int[Math.max(PAGE, length + 1)];
            }
            used = 0;
        }
        int[] page = pages[lastPage];
        int handle = (lastPage << PAGE_BITS) | used;
        page[used] = length;
        System.arraycopy(values, 0, page, used + 1, length);
        used += length + 1;
        return handle;
    }

    /// Forgets all lists; the pages are kept for new ones.
    void clear() {
        lastPage = -1;
        used = PAGE;
    }

    /// Takes the lists of another one, which must not be used any more.
    ///
    /// @return what their handles are to be raised by
    public int addAll(LabelLists other) {
        int before = lastPage + 1;
        int count = other.lastPage + 1;
        if (before + count > pages.length) {
            pages = Arrays.copyOf(pages, Math.max(2 * pages.length, before + count));
        }
        System.arraycopy(other.pages, 0, pages, before, count);
        if (count > 0) {
            lastPage = before + count - 1;
            used = other.used;
        }
        return before << PAGE_BITS;
    }

    public int length(int handle) {
        return page(handle)[offset(handle)];
    }

    public int get(int handle, int position) {
        return page(handle)[offset(handle) + 1 + position];
    }

    /// Puts `replacements[value]` for every value of a list, and counts it at `counts[value]`.
    void replace(int handle, int[] replacements, int[] counts) {
        int[] page = page(handle);
        int from = offset(handle) + 1;
        int to = from + page[from - 1];
        for (int i = from; i < to; i++) {
            int value = page[i];
            counts[value]++;
            page[i] = replacements[value];
        }
    }

    public int compare(int left, int right) {
        int[] a = page(left);
        int[] b = page(right);
        int i = offset(left);
        int j = offset(right);
        int aLength = a[i];
        int bLength = b[j];
        int end = i + Math.min(aLength, bLength);
        while (i < end) {
            int x = a[++i];
            int y = b[++j];
            if (x != y) {
                return x < y ? -1 : 1;
            }
        }
        return aLength - bLength;
    }

    /// Where in its [#page] a list begins.
    int start(int handle) {
        return offset(handle) + 1;
    }

    /// The array that holds a list.
    int[] page(int handle) {
        return pages[handle >>> PAGE_BITS];
    }

    private static int offset(int handle) {
        return handle & (PAGE - 1);
    }
}
