package dev.headroom.tsdb.internal;

/// A set of 64-bit hashes, in one array and without an object per entry: looking up one takes a single cache line.
/// Twelve to 24 bytes each.
public final class HashSet64 {
    /// Marks a free place, and so is kept apart.
    private static final long FREE = 0;

    private long[] places = new long[16];
    private int used;
    private boolean hasFree;

    /// Adds a hash; false when it was there already.
    public boolean add(long hash) {
        if (hash == FREE) {
            boolean isNew = !hasFree;
            hasFree = true;
            return isNew;
        }
        int place = place(hash);
        if (places[place] == hash) {
            return false;
        }
        places[place] = hash;
        if (3L * ++used > 2L * places.length) {
            grow();
        }
        return true;
    }

    /// Where a hash is, or the free place where it belongs.
    private int place(long hash) {
        long[] all = places;
        int mask = all.length - 1;
        int place = (int) hash & mask;
        while (all[place] != FREE && all[place] != hash) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        long[] old = places;
        places = new long[2 * old.length];
        for (long hash : old) {
            if (hash != FREE) {
                places[place(hash)] = hash;
            }
        }
    }
}
