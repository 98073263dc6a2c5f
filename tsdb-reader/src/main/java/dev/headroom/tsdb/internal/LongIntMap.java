package dev.headroom.tsdb.internal;

import java.util.Arrays;

/// Numbers by 64-bit keys, in two arrays and without an object per entry.
public final class LongIntMap {
    /// What [#get] says of a key that is not there.
    public static final int ABSENT = -1;

    private long[] keys;
    // Values are stored plus one: zero marks a free place.
    private int[] values;
    private int size;

    public LongIntMap() {
        keys = new long[16];
        values = new int[16];
    }

    /// The value of a key, or [#ABSENT].
    public int get(long key) {
        return values[place(key)] - 1;
    }

    /// Gives a key a value of at least zero.
    public void put(long key, int value) {
        int place = place(key);
        if (values[place] == 0) {
            if (3L * ++size > 2L * keys.length) {
                grow();
                place = place(key);
            }
            keys[place] = key;
        }
        values[place] = value + 1;
    }

    /// Takes a key away, if it is there.
    public void remove(long key) {
        int hole = place(key);
        if (values[hole] == 0) {
            return;
        }
        size--;
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

    /// Puts `replacements[value]` for every value.
    public void replaceValues(int[] replacements) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] != 0) {
                values[i] = replacements[values[i] - 1] + 1;
            }
        }
    }

    public int size() {
        return size;
    }

    /// Forgets all entries and keeps the room.
    public void clear() {
        Arrays.fill(values, 0);
        size = 0;
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

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != 0) {
                int place = place(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }
}
