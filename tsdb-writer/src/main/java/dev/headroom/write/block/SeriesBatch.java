package dev.headroom.write.block;

import java.util.Arrays;

/// Series on their way into the index: of each its labels as symbols, and its list of chunks as it stands in the
/// index.
final class SeriesBatch {
    private static final int SERIES = 1 << 12;
    private static final int ENOUGH = 1 << 18;

    int count;
    int[] labels = new int[1 << 16];
    final int[] labelEnds = new int[SERIES];
    byte[] chunks = new byte[1 << 16];
    final int[] chunkEnds = new int[SERIES];

    void clear() {
        count = 0;
    }

    boolean isFull() {
        return count == SERIES || labelStart(count) > ENOUGH || chunkStart(count) > ENOUGH;
    }

    void add(int[] newLabels, int length, SeriesChunks newChunks) {
        int label = labelStart(count);
        if (labels.length < label + length) {
            labels = Arrays.copyOf(labels, 2 * (label + length));
        }
        System.arraycopy(newLabels, 0, labels, label, length);
        int chunk = chunkStart(count);
        if (chunks.length < chunk + newChunks.mostBytes()) {
            chunks = Arrays.copyOf(chunks, 2 * (chunk + newChunks.mostBytes()));
        }
        labelEnds[count] = label + length;
        chunkEnds[count++] = newChunks.put(chunks, chunk);
    }

    int labelStart(int series) {
        return series == 0 ? 0 : labelEnds[series - 1];
    }

    int chunkStart(int series) {
        return series == 0 ? 0 : chunkEnds[series - 1];
    }
}
