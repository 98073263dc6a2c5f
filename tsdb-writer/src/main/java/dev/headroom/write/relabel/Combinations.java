package dev.headroom.write.relabel;

import java.util.Arrays;

/// Numbers distinct combinations of a fixed count of ints, from 0 and in the order of their coming: a hash
/// table without objects.
///
/// It holds a bounded number of them. When it is full it forgets all and starts from 0 again, so that a rule that
/// looks at labels that are different for every series does not take memory for every series.
final class Combinations {
    /// A power of two.
    static final int MOST = 1 << 19;

    private final int width;
    private int[] slots = new int[1 << 6];
    private int[] keys;
    private int count;

    Combinations(int width) {
        this.width = width;
        keys = new int[width << 5];
    }

    /// The number of the combination, or -1 when it is not known.
    int number(int[] combination) {
        int mask = slots.length - 1;
        int slot = hash(combination, 0) & mask;
        while (slots[slot] > 0) {
            int number = slots[slot] - 1;
            if (equals(number, combination)) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /// Numbers a combination that [#number] does not know. The number 0 says that all others were forgotten.
    int add(int[] combination) {
        if (count == MOST) {
            Arrays.fill(slots, 0);
            count = 0;
        }
        if (2 * (count + 1) > slots.length) {
            grow();
        }
        if ((count + 1) * width > keys.length) {
            keys = Arrays.copyOf(keys, 2 * keys.length);
        }
        System.arraycopy(combination, 0, keys, count * width, width);
        place(count);
        return count++;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        for (int number = 0; number < count; number++) {
            place(number);
        }
    }

    private void place(int number) {
        int mask = slots.length - 1;
        int slot = hash(keys, number * width) & mask;
        while (slots[slot] > 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = number + 1;
    }

    private boolean equals(int number, int[] combination) {
        int at = number * width;
        for (int i = 0; i < width; i++) {
            if (keys[at + i] != combination[i]) {
                return false;
            }
        }
        return true;
    }

    private int hash(int[] ints, int from) {
        int hash = 0;
        for (int i = from; i < from + width; i++) {
            hash = (hash + ints[i]) * 0x9e37_79b9;
            hash ^= hash >>> 15;
        }
        return hash;
    }
}
