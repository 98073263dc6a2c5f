package dev.headroom.write.block;

/// The postings lists of a block of which it is known how many series carry each label pair: one behind the other in
/// an array, that of all series first, filled as the series come.
final class PostingsLists {
    private final int[] entries;
    // Where the next entry of each belongs; the list of a pair is the one behind its number.
    private final int[] ends;
    private final int[] lengths;

    /// @param series how many there will be
    /// @param lengths how many will carry each pair, by its number
    PostingsLists(int series, int[] lengths) {
        this.lengths = lengths;
        ends = new int[lengths.length + 1];
        int end = series;
        for (int i = 0; i < lengths.length; i++) {
            ends[i + 1] = end;
            end += lengths[i];
        }
        entries = new int[end];
    }

    /// How many entries the lists of so many series and such pairs have.
    static long entries(int series, int[] lengths) {
        long sum = series;
        for (int length : lengths) {
            sum += length;
        }
        return sum;
    }

    /// Adds series that have been written.
    void add(SeriesBatch batch) {
        int[] e = entries;
        int[] next = ends;
        int[] pairs = batch.pairs;
        int at = 0;
        for (int i = 0; i < batch.count; i++) {
            int reference = batch.references[i];
            e[next[0]++] = reference;
            for (int end = batch.pairEnds[i]; at < end; at++) {
                e[next[pairs[at] + 1]++] = reference;
            }
        }
    }

    int[] lengths() {
        return lengths;
    }

    /// What holds the entries of all lists.
    int[] entries() {
        return entries;
    }

    /// Where the list of a pair begins, or for -1 that of all series.
    int start(int pair) {
        return pair < 0 ? 0 : ends[pair + 1] - lengths[pair];
    }
}
