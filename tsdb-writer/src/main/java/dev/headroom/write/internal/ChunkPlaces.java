package dev.headroom.write.internal;

/// Where chunks are, added up: as good as sure, those that add up to the same are the same, in whatever order.
public final class ChunkPlaces {
    private long count;
    private long sum;

    public void add(long reference) {
        count++;
        long mixed = reference * 0x9e37_79b9_7f4a_7c15L;
        sum += mixed ^ (mixed >>> 29);
    }

    public void add(ChunkPlaces others) {
        count += others.count;
        sum += others.sum;
    }

    public boolean isSameAs(ChunkPlaces other) {
        return count == other.count && sum == other.sum;
    }

    public long count() {
        return count;
    }
}
