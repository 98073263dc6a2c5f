package dev.headroom.tsdb.internal;

import java.util.Arrays;

/// Numbers by 64-bit keys, in arrays and without an object per entry.
///
/// Keys that Prometheus counts up, as it does its series references, fill the numbers from zero nearly without
/// gaps. Such keys are places in an array, which is several times faster to look up than a hash table; all others
/// are hashed.
public final class LongIntMap {
    /// What [#get] says of a key that is not there.
    public static final int ABSENT = -1;

    /// How many places the array may have for each entry of the map.
    private static final int PLACES_PER_ENTRY = 4;

    private static final int SMALLEST = 1024;

    // Values are stored plus one: zero marks a free place.
    private int[] small = new int[0];
    private long[] keys = new long[16];
    private int[] values = new int[16];
    private int hashed;
    private int size;

    /// The value of a key, or [#ABSENT].
    public int get(long key) {
        // Written out: the fast compiler does not put a call of isSmall in its place, and this is asked for every
        // sample.
        int[] s = small;
        return key >= 0 && key < s.length ? s[(int) key] - 1 : values[place(key)] - 1;
    }

    /// Gives a key a value of at least zero.
    public void put(long key, int value) {
        if (!isSmall(key) && key >= 0 && key < PLACES_PER_ENTRY * (size + (long) SMALLEST)) {
            growSmall((int) key);
        }
        if (isSmall(key)) {
            size += small[(int) key] == 0 ? 1 : 0;
            small[(int) key] = value + 1;
            return;
        }
        int place = place(key);
        if (values[place] == 0) {
            size++;
            if (3L * ++hashed > 2L * keys.length) {
                rehash(2 * keys.length);
                place = place(key);
            }
            keys[place] = key;
        }
        values[place] = value + 1;
    }

    /// Takes a key away, if it is there.
    public void remove(long key) {
        if (isSmall(key)) {
            size -= small[(int) key] == 0 ? 0 : 1;
            small[(int) key] = 0;
            return;
        }
        int hole = place(key);
        if (values[hole] == 0) {
            return;
        }
        size--;
        hashed--;
        int mask = keys.length - 1;
        // Entries behind the hole move up, unless that would put them before the place their key asks for.
        for (int next = (hole + 1) & mask; values[next] != 0; next = (next + 1) & mask) {
            int home = hash(keys[next]) & mask;
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                keys[hole] = keys[next];
                values[hole] = values[next];
                hole = next;
            }
        }
        values[hole] = 0;
    }

    public int size() {
        return size;
    }

    /// Forgets all entries and keeps the room.
    public void clear() {
        Arrays.fill(small, 0);
        Arrays.fill(values, 0);
        hashed = 0;
        size = 0;
    }

    private boolean isSmall(long key) {
        return key >= 0 && key < small.length;
    }

    /// Makes the array reach a key, and moves there what it now covers.
    private void growSmall(int key) {
        small = Arrays.copyOf(small, Math.max(SMALLEST, Math.max(2 * small.length, key + 1)));
        if (hashed > 0) {
            rehash(keys.length);
        }
    }

    private int place(long key) {
        int mask = keys.length - 1;
        int place = hash(key) & mask;
        while (values[place] != 0 && keys[place] != key) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static int hash(long key) {
        long mixed = key * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32);
    }

    /// Distributes the hashed entries anew; those that the array covers by now go there.
    private void rehash(int capacity) {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[capacity];
        values = new int[capacity];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] == 0) {
                continue;
            }
            if (isSmall(oldKeys[i])) {
                small[(int) oldKeys[i]] = oldValues[i];
                hashed--;
            } else {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }
}
