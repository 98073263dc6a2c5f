package dev.headroom.analyze.engine;

import java.util.Arrays;

/// Hashes of label sets, from ids that are the same for all threads: the sum of one of each label, so that
/// taking a label away is a subtraction. That two different label sets have the same one of 64 bits happens
/// once in a million directories of four million series.
public final class LabelHash {
    private LabelHash() {}

    /// The hash of a label.
    public static long of(int name, int value) {
        long hash = ((long) name << 32 | value) + 0x9e37_79b9_7f4a_7c15L;
        hash = (hash ^ (hash >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return hash ^ (hash >>> 31);
    }

    /// The hash of a label set.
    ///
    /// @param labels names and values in turn
    public static long of(int[] labels, int length) {
        long hash = 0;
        for (int i = 0; i < length; i += 2) {
            hash += of(labels[i], labels[i + 1]);
        }
        return hash;
    }

    /// The hashes that are there more than once, ascending, but for 0.
    ///
    /// @param hashes sorted by this
    public static long[] shared(long[] hashes) {
        Arrays.sort(hashes);
        int count = 0;
        for (int i = 1; i < hashes.length; i++) {
            if (hashes[i] == hashes[i - 1] && hashes[i] != 0 && (count == 0 || hashes[count - 1] != hashes[i])) {
                hashes[count++] = hashes[i];
            }
        }
        return Arrays.copyOf(hashes, count);
    }
}
