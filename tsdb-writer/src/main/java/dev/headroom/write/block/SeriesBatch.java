package dev.headroom.write.block;

import java.util.Arrays;

/// Series on their way into the index: of each the numbers of its label pairs, and its list of chunks as it stands in
/// the index.
final class SeriesBatch {
    private static final int SERIES = 1 << 12;
    private static final int ENOUGH = 1 << 18;

    /// Pairs that no batch before has: the symbols of name and value in turn.
    int[] newPairs = new int[1 << 10];

    int newPairsLength;

    int count;
    int[] pairs = new int[1 << 16];
    final int[] pairEnds = new int[SERIES];
    byte[] chunks = new byte[1 << 16];
    final int[] chunkEnds = new int[SERIES];
    /// Of each series in the index that it has been written to.
    final int[] references = new int[SERIES];

    void clear() {
        newPairsLength = 0;
        count = 0;
    }

    boolean isFull() {
        return count == SERIES || pairStart(count) > ENOUGH || chunkStart(count) > ENOUGH;
    }

    void addPair(int name, int value) {
        if (newPairsLength == newPairs.length) {
            newPairs = Arrays.copyOf(newPairs, 2 * newPairsLength);
        }
        newPairs[newPairsLength++] = name;
        newPairs[newPairsLength++] = value;
    }

    void startSeries(int[] numbers, int from, int length) {
        int at = pairStart(count);
        if (pairs.length < at + length) {
            pairs = Arrays.copyOf(pairs, 2 * (at + length));
        }
        System.arraycopy(numbers, from, pairs, at, length);
        pairEnds[count] = at + length;
    }

    void finishSeries(SeriesChunks newChunks) {
        int at = chunkStart(count);
        reserve(at + newChunks.mostBytes());
        chunkEnds[count++] = newChunks.put(chunks, at);
    }

    /// Finishes a series with the list of chunks that another index has.
    void finishSeries(byte[] list, int from, int length) {
        int at = chunkStart(count);
        reserve(at + length);
        System.arraycopy(list, from, chunks, at, length);
        chunkEnds[count++] = at + length;
    }

    private void reserve(int bytes) {
        if (chunks.length < bytes) {
            chunks = Arrays.copyOf(chunks, 2 * bytes);
        }
    }

    int pairStart(int series) {
        return series == 0 ? 0 : pairEnds[series - 1];
    }

    int chunkStart(int series) {
        return series == 0 ? 0 : chunkEnds[series - 1];
    }
}
