package dev.headroom.replay.log;

/// What is still in a buffer, of one range of time.
final class BufferedRun implements SortedRun {
    private final SampleBuffer buffer;
    private final int places;
    private final long from;
    private final long last;
    private int place = -1;
    private int begin;
    private int end;

    /// @param buffer sorted
    BufferedRun(SampleBuffer buffer, int places, BlockRange range) {
        this.buffer = buffer;
        this.places = places;
        from = range.from();
        last = range.last();
        advance();
    }

    @Override
    public int place() {
        return place;
    }

    @Override
    public void read(SeriesSamples target) {
        buffer.copy(begin, end, target);
        advance();
    }

    private void advance() {
        while (++place < places) {
            begin = buffer.first(place);
            end = buffer.first(place + 1);
            if (begin == end || buffer.time(begin) > last || buffer.time(end - 1) < from) {
                continue;
            }
            begin = from <= buffer.time(begin) ? begin : firstAfter(from - 1, begin, end);
            end = buffer.time(end - 1) <= last ? end : firstAfter(last, begin, end);
            if (begin < end) {
                return;
            }
        }
        place = END;
    }

    private int firstAfter(long time, int low, int high) {
        int from = low;
        int to = high;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (buffer.time(middle) <= time) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
