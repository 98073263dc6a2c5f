package dev.headroom.tsdb.chunk;

import java.util.List;

/// Writes the start timestamps of the encodings that have them.
final class StartWriter {
    private static final int LAST_POSSIBLE_CHANGE = 127;

    private final List<Long> starts;
    private final int firstChange;

    StartWriter(List<Long> starts) {
        this.starts = starts;
        this.firstChange = firstChange(starts);
    }

    private static int firstChange(List<Long> starts) {
        for (int i = 1; i < starts.size(); i++) {
            if (i == LAST_POSSIBLE_CHANGE || !starts.get(i).equals(starts.get(i - 1))) {
                return i;
            }
        }
        return 0;
    }

    int header() {
        return starts.isEmpty() ? 0 : (starts.getFirst() == 0 ? 0 : 0x80) | firstChange;
    }

    void write(BitWriter out, int index, List<Long> timestamps) {
        if (index == 0) {
            if (starts.getFirst() != 0) {
                out.varint(timestamps.getFirst() - starts.getFirst());
            }
        } else if (index == firstChange) {
            out.varbitInt(distance(index, timestamps));
        } else if (firstChange > 0 && index > firstChange) {
            out.varbitInt(distance(index, timestamps) - distance(index - 1, timestamps));
        }
    }

    private long distance(int index, List<Long> timestamps) {
        return timestamps.get(index - 1) - starts.get(index);
    }
}
