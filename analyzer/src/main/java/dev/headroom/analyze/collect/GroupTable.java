package dev.headroom.analyze.collect;

import java.util.Arrays;

/// Numbers the distinct combinations of values that series have for some labels, 0 and up, in the order of their
/// appearance. A label that a series lacks counts as [#ABSENT].
final class GroupTable {
    static final int ABSENT = -1;

    /// Names of the labels, as symbol ids; -1 for a name that no series has.
    private final int[] names;

    /// Where in the labels each of the names stood last.
    private final int[] places;

    /// The values of the group that was asked for last.
    private final int[] current;

    private int[] keys = new int[256];
    private int[] slots = new int[256];
    private int size;
    private int last = -1;

    /// How many ints of labels tell the last series' group.
    private int reach;

    /// How many ints of labels are those of the series whose group was asked for last.
    private int unchanged;

    GroupTable(int[] names) {
        this.names = names.clone();
        places = new int[names.length];
        current = new int[names.length];
    }

    /// Says that there is a next series, whether or not its group will be asked for.
    ///
    /// @param changedFrom how many ints of its labels are known to be those of the one before
    void moveOn(int changedFrom) {
        unchanged = Math.min(unchanged, changedFrom);
    }

    /// The number of the group that the series with these labels belongs to; see [#moveOn].
    int number(int[] labels, int labelsLength) {
        boolean same = last >= 0 && unchanged >= reach;
        unchanged = Integer.MAX_VALUE;
        return same ? last : look(labels, labelsLength);
    }

    private int look(int[] labels, int labelsLength) {
        // Series come in the order of their labels: the group is often the one before, and a label mostly at the place
        // where it was last.
        boolean same = last >= 0;
        int[] values = current;
        reach = 0;
        for (int i = 0; i < values.length; i++) {
            int guess = places[i];
            int value = guess < labelsLength && labels[guess] == names[i]
                    ? labels[guess + 1]
                    : valueOf(i, labels, labelsLength);
            // A label that it lacks may stand anywhere in the next.
            reach = value == ABSENT ? Integer.MAX_VALUE : Math.max(reach, places[i] + 2);
            if (value != values[i]) {
                values[i] = value;
                same = false;
            }
        }
        return same ? last : number();
    }

    /// The number of another table's group in this one.
    int number(GroupTable other, int group) {
        System.arraycopy(other.keys, group * names.length, current, 0, names.length);
        return number();
    }

    int size() {
        return size;
    }

    /// How many labels a group has.
    int labels() {
        return names.length;
    }

    /// The group's value of its n-th label, as symbol id, or [#ABSENT].
    int value(int group, int n) {
        return keys[group * names.length + n];
    }

    private int number() {
        int mask = slots.length - 1;
        int at = hash(current) & mask;
        while (slots[at] != 0) {
            if (isCurrent(slots[at] - 1)) {
                last = slots[at] - 1;
                return last;
            }
            at = (at + 1) & mask;
        }
        if ((size + 1) * names.length > keys.length) {
            keys = Arrays.copyOf(keys, 2 * keys.length + names.length);
        }
        System.arraycopy(current, 0, keys, size * names.length, names.length);
        last = size++;
        slots[at] = size;
        if (2 * size > mask) {
            grow();
        }
        return last;
    }

    private boolean isCurrent(int group) {
        int from = group * names.length;
        for (int i = 0; i < names.length; i++) {
            if (keys[from + i] != current[i]) {
                return false;
            }
        }
        return true;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        int[] key = new int[names.length];
        for (int group = 0; group < size; group++) {
            System.arraycopy(keys, group * names.length, key, 0, names.length);
            int at = hash(key) & mask;
            while (slots[at] != 0) {
                at = (at + 1) & mask;
            }
            slots[at] = group + 1;
        }
    }

    private static int hash(int[] key) {
        return (Arrays.hashCode(key) * 0x9E3779B9) >>> 7;
    }

    private int valueOf(int n, int[] labels, int labelsLength) {
        int name = names[n];
        for (int i = 0; name >= 0 && i < labelsLength; i += 2) {
            if (labels[i] == name) {
                places[n] = i;
                return labels[i + 1];
            }
        }
        return ABSENT;
    }
}
