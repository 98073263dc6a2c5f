package dev.headroom.write.block;

import java.util.ArrayList;
import java.util.List;

/// References of series and the numbers of their label pairs, in pages: no array is ever copied to grow.
///
/// ```
/// page:  { #numbers, reference, number... }...  -1
/// ```
final class SeriesPairs {
    private static final int PAGE = 1 << 16;
    private static final int END = -1;

    private final List<int[]> pages = new ArrayList<>();
    private int[] page = {};
    private int used;

    void add(int reference, int[] numbers, int from, int count) {
        if (used + count + 3 > page.length) {
            page = new int[Math.max(PAGE, count + 3)];
            pages.add(page);
            used = 0;
        }
        page[used] = count;
        page[used + 1] = reference;
        System.arraycopy(numbers, from, page, used + 2, count);
        used += count + 2;
        page[used] = END;
    }

    /// Puts each reference into the lists of its pairs, and into the list of all.
    ///
    /// @param lists the list of a pair, by its number; list 0 is that of all
    /// @param ends where the next entry of each list belongs; afterwards, where the list ends
    void fill(int[] postings, int[] lists, int[] ends) {
        for (int[] entries : pages) {
            for (int i = 0; entries.length > 0 && entries[i] != END; ) {
                int end = i + 2 + entries[i];
                int reference = entries[i + 1];
                postings[ends[0]++] = reference;
                for (i += 2; i < end; i++) {
                    postings[ends[lists[entries[i]]]++] = reference;
                }
            }
        }
    }
}
