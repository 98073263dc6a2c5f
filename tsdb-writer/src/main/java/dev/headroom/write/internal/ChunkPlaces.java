package dev.headroom.write.internal;

/// Where the chunks of a list are, added up: as good as sure, lists that add up to the same are the same.
public final class ChunkPlaces {
    private long count;
    private long sum;
    private long first;
    private long last = -1;
    private boolean ascending = true;

    public void add(long reference) {
        if (count++ == 0) {
            first = reference;
        }
        ascending &= reference > last;
        last = reference;
        long mixed = reference * 0x9e37_79b9_7f4a_7c15L;
        sum += mixed ^ (mixed >>> 29);
    }

    /// Adds a list that comes behind this one.
    public void add(ChunkPlaces next) {
        if (next.count == 0) {
            return;
        }
        ascending &= next.ascending && next.first > last;
        first = count == 0 ? next.first : first;
        last = next.last;
        count += next.count;
        sum += next.sum;
    }

    /// Whether every chunk comes behind the one before it.
    public boolean isAscending() {
        return ascending;
    }

    public boolean isSameAs(ChunkPlaces other) {
        return count == other.count && sum == other.sum && last == other.last && ascending == other.ascending;
    }

    public long count() {
        return count;
    }
}
