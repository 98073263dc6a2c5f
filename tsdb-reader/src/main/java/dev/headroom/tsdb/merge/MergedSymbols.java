package dev.headroom.tsdb.merge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// The symbols of several sources as one: every distinct string has one id, ascending with its bytes, so that
/// comparing ids is comparing strings.
///
/// Holds four bytes per symbol of each source; for a single source, whose ordinals are the ids, nothing. Once merged,
/// it may be asked by any number of threads, while nobody else moves the cursors of its sources.
public final class MergedSymbols {
    private final SymbolSource[] sources;
    private final int count;

    /// Held by who moves the cursors of the sources, which [#plus] shares.
    private final Object cursors;

    /// Per source, the id of each of its ordinals; ascending. `null` for a single source.
    private final int[][] ids;

    private MergedSymbols(SymbolSource[] sources, int[][] ids, int count, Object cursors) {
        this.cursors = cursors;
        this.sources = sources;
        this.ids = ids;
        this.count = count;
    }

    /// Merges the sources; reads each of them to its end.
    public static MergedSymbols of(List<? extends SymbolSource> list) {
        SymbolSource[] sources = list.toArray(SymbolSource[]::new);
        if (sources.length == 1) {
            while (sources[0].next()) {
                // Reading to the end makes every symbol known to its table.
            }
            return new MergedSymbols(sources, null, sources[0].count(), new Object());
        }
        int[][] ids = new int[sources.length][];
        for (int i = 0; i < sources.length; i++) {
            ids[i] = new int[sources[i].count()];
        }
        return new MergedSymbols(sources, ids, merge(sources, ids), new Object());
    }

    /// These symbols, under other ids, and more.
    ///
    /// @param more strings that none of these is
    /// @param places the new id of each of these; and behind them those of the others, in any order
    public MergedSymbols plus(SymbolSource more, int[] places) {
        SymbolSource[] all = Arrays.copyOf(sources, sources.length + 1);
        all[sources.length] = more;
        int[][] newIds = new int[all.length][];
        for (int i = 0; i < sources.length; i++) {
            newIds[i] = new int[sources[i].count()];
            for (int ordinal = 0; ordinal < newIds[i].length; ordinal++) {
                newIds[i][ordinal] = places[ids == null ? ordinal : ids[i][ordinal]];
            }
        }
        newIds[sources.length] = Arrays.copyOfRange(places, count, places.length);
        Arrays.sort(newIds[sources.length]);
        return new MergedSymbols(all, newIds, places.length, cursors);
    }

    private static int merge(SymbolSource[] sources, int[][] ids) {
        SymbolHeap heap = new SymbolHeap(sources);
        int[] read = new int[sources.length];
        byte[] last = new byte[64];
        int lastLength = -1;
        int count = 0;
        while (!heap.isEmpty()) {
            int top = heap.top();
            SymbolSource source = sources[top];
            int length = source.length();
            boolean repeated = length == lastLength
                    && Arrays.equals(source.bytes(), source.offset(), source.offset() + length, last, 0, length);
            if (!repeated) {
                if (last.length < length) {
                    last = new byte[2 * length];
                }
                System.arraycopy(source.bytes(), source.offset(), last, 0, length);
                lastLength = length;
                count++;
            }
            ids[top][read[top]++] = count - 1;
            heap.advanceTop();
        }
        return count;
    }

    /// Number of distinct strings; ids go from 0 to one less.
    public int count() {
        return count;
    }

    /// The ids of a source's ordinals, or `null` when they are the ordinals themselves.
    public int[] idsOf(int source) {
        return ids == null ? null : ids[source];
    }

    /// The string's text; malformed UTF-8 becomes U+FFFD.
    public String text(int id) {
        return new String(bytes(id), StandardCharsets.UTF_8);
    }

    /// The string's bytes.
    public byte[] bytes(int id) {
        synchronized (cursors) {
            SymbolSource source = seek(id);
            return Arrays.copyOfRange(source.bytes(), source.offset(), source.offset() + source.length());
        }
    }

    /// How many bytes the string has.
    public int length(int id) {
        synchronized (cursors) {
            for (int i = 0; i < sources.length; i++) {
                int ordinal = ordinal(i, id);
                if (ordinal >= 0) {
                    return sources[i].length(ordinal);
                }
            }
        }
        throw unknown(id);
    }

    /// The id of a string, or -1 when no source has it.
    public int find(String text) {
        return Math.max(-1, find(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// The id of a string, or, when no source has it, `-n - 1` with `n` the number of strings before its place.
    public int find(byte[] wanted) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(middle, wanted);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private int compare(int id, byte[] text) {
        synchronized (cursors) {
            SymbolSource source = seek(id);
            return Arrays.compareUnsigned(
                    source.bytes(), source.offset(), source.offset() + source.length(), text, 0, text.length);
        }
    }

    /// Points some source that has the string at it.
    private SymbolSource seek(int id) {
        for (int i = 0; i < sources.length; i++) {
            int ordinal = ordinal(i, id);
            if (ordinal >= 0) {
                sources[i].seek(ordinal);
                return sources[i];
            }
        }
        throw unknown(id);
    }

    /// Negative when the source does not have the string.
    private int ordinal(int source, int id) {
        return ids == null ? id : Arrays.binarySearch(ids[source], id);
    }

    private static IllegalArgumentException unknown(int id) {
        return new IllegalArgumentException("no symbol has the id " + id);
    }

    /// A binary heap of sources, the one with the smallest current string on top.
    private static final class SymbolHeap {
        private final SymbolSource[] sources;
        private final int[] heap;
        private int size;

        SymbolHeap(SymbolSource[] sources) {
            this.sources = sources;
            heap = new int[sources.length];
            for (int i = 0; i < sources.length; i++) {
                if (sources[i].next()) {
                    heap[size++] = i;
                }
            }
            for (int i = size / 2 - 1; i >= 0; i--) {
                sink(i);
            }
        }

        boolean isEmpty() {
            return size == 0;
        }

        int top() {
            return heap[0];
        }

        void advanceTop() {
            if (!sources[heap[0]].next()) {
                heap[0] = heap[--size];
            }
            sink(0);
        }

        private void sink(int from) {
            int hole = from;
            int moving = heap[hole];
            while (2 * hole + 1 < size) {
                int child = 2 * hole + 1;
                if (child + 1 < size && compare(heap[child + 1], heap[child]) < 0) {
                    child++;
                }
                if (compare(moving, heap[child]) <= 0) {
                    break;
                }
                heap[hole] = heap[child];
                hole = child;
            }
            heap[hole] = moving;
        }

        private int compare(int left, int right) {
            SymbolSource a = sources[left];
            SymbolSource b = sources[right];
            return Arrays.compareUnsigned(
                    a.bytes(), a.offset(), a.offset() + a.length(), b.bytes(), b.offset(), b.offset() + b.length());
        }
    }
}
