package dev.headroom.replay.log;

import java.util.Arrays;

/// What is still in a buffer, of one range of time: sorts one bin of it after the other.
final class BufferedRun implements SortedRun {
    private static final int KIND_BITS = 3;

    private final SampleBuffer buffer;
    private final boolean ascending;
    private final long from;
    private final long last;

    // The bin at hand: place in it and kind, time, value, start time if there are any.
    private int bin = -1;
    private int[] keys = {};
    private long[] times = {};
    private long[] values = {};
    private long[] starts;
    private int count;

    // Of each of its places, where its samples begin in the order.
    private final int[] firsts;
    private int[] order = {};
    private int placeInBin;

    /// @param buffer closed
    /// @param ascending whether the samples of each series have come in the order of time
    BufferedRun(SampleBuffer buffer, boolean ascending, BlockRange range) {
        this.buffer = buffer;
        this.ascending = ascending;
        from = range.from();
        last = range.last();
        firsts = new int[buffer.binPlaces() + 1];
        placeInBin = buffer.binPlaces();
        advance();
    }

    @Override
    public int place() {
        return bin == buffer.bins() ? END : buffer.firstPlace(bin) + placeInBin;
    }

    @Override
    public void read(SeriesSamples target) {
        int end = firsts[placeInBin + 1];
        for (int n = starts == null ? copyFloats(target) : firsts[placeInBin]; n < end; n++) {
            int i = order[n];
            int kind = keys[i] & SampleBuffer.KIND_MASK;
            long start = starts == null ? 0 : starts[i];
            if (kind == SampleBuffer.HISTOGRAM || kind == SampleBuffer.FLOAT_HISTOGRAM) {
                buffer.copyHistogram(kind, times[i], start, values[i], target);
            } else {
                target.add(kind, times[i], start, values[i]);
            }
        }
        placeInBin++;
        advance();
    }

    /// Copies samples up to the first one that is no float; returns where that stands in the order.
    private int copyFloats(SeriesSamples target) {
        int n = firsts[placeInBin];
        int end = firsts[placeInBin + 1];
        target.reserve(end - n);
        long[] targetTimes = target.times();
        long[] targetValues = target.values();
        int before = target.count();
        int at = before;
        for (; n < end; n++) {
            int i = order[n];
            if ((keys[i] & SampleBuffer.KIND_MASK) != SampleBuffer.FLOAT) {
                break;
            }
            targetTimes[at] = times[i];
            targetValues[at++] = values[i];
        }
        target.added(at - before);
        return n;
    }

    /// Goes on to a place that has samples, the one at hand if it has some.
    private void advance() {
        int places = buffer.binPlaces();
        while (true) {
            while (placeInBin < places) {
                if (firsts[placeInBin] < firsts[placeInBin + 1]) {
                    return;
                }
                placeInBin++;
            }
            do {
                if (++bin == buffer.bins()) {
                    return;
                }
            } while (buffer.count(bin) == 0);
            load();
            sort();
            placeInBin = 0;
        }
    }

    /// Reads the bin.
    private void load() {
        int most = buffer.count(bin);
        if (times.length < most) {
            keys = new int[most];
            times = new long[most];
            values = new long[most];
            order = new int[most];
        }
        starts = null;
        count = 0;
        Arrays.fill(firsts, 0);
        long time = 0;
        for (int page = buffer.firstPage(bin); page >= 0; page = buffer.pageAfter(page)) {
            time = load(buffer.page(page), time);
        }
    }

    /// Reads a page, and returns the time of its last sample.
    ///
    /// @param before time of the sample before it
    private long load(byte[] page, long before) {
        int end = (page[0] & 0xff) | (page[1] & 0xff) << 8;
        int at = SampleBuffer.PAGE_HEAD;
        int n = count;
        long time = before;
        while (at < end) {
            int head = (page[at] & 0xff) | (page[at + 1] & 0xff) << 8 | (page[at + 2] & 0xff) << 16;
            at += 3;
            if ((head & SampleBuffer.TIME_FLAG) != 0) {
                long change = page[at++];
                if (change < 0) {
                    change &= 0x7f;
                    int digit;
                    int shift = 7;
                    do {
                        digit = page[at++];
                        change |= (long) (digit & 0x7f) << shift;
                        shift += 7;
                    } while (digit < 0);
                }
                time += (change >>> 1) ^ -(change & 1);
            }
            long start = 0;
            if ((head & SampleBuffer.START_FLAG) != 0) {
                start = (long) getInt(page, at) << 32 | (getInt(page, at + 4) & 0xffff_ffffL);
                at += 8;
            }
            int length = (head >>> SampleBuffer.LENGTH_SHIFT) & 3;
            if (time >= from && time <= last) {
                long value = 0;
                if (length > 0) {
                    value = (long) getInt(page, at) << 32;
                    if (length == 3) {
                        value |= getInt(page, at + 4) & 0xffff_ffffL;
                    } else if (length == 2) {
                        value |= (page[at + 4] & 0xffL) << 24 | (page[at + 5] & 0xff) << 16;
                    }
                }
                times[n] = time;
                values[n] = value;
                int place = head >>> SampleBuffer.PLACE_SHIFT;
                keys[n] = place << KIND_BITS | (head & SampleBuffer.KIND_MASK);
                firsts[place + 1]++;
                if (start != 0) {
                    setStart(n, start);
                }
                n++;
            }
            at += length == 0 ? 0 : 2 + 2 * length;
        }
        count = n;
        return time;
    }

    private void setStart(int sample, long start) {
        if (starts == null) {
            starts = new long[times.length];
        }
        starts[sample] = start;
    }

    private static int getInt(byte[] page, int at) {
        return (page[at] & 0xff) << 24
                | (page[at + 1] & 0xff) << 16
                | (page[at + 2] & 0xff) << 8
                | (page[at + 3] & 0xff);
    }

    /// Puts the bin's samples in order: by place, and those of a series by time, in the order of their coming where
    /// times are equal.
    private void sort() {
        int places = buffer.binPlaces();
        for (int i = 0; i < places; i++) {
            firsts[i + 1] += firsts[i];
        }
        // Each beginning moves on while the place is filled, to where the next one begins; so all move up by one.
        for (int i = 0; i < count; i++) {
            order[firsts[keys[i] >>> KIND_BITS]++] = i;
        }
        System.arraycopy(firsts, 0, firsts, 1, places);
        firsts[0] = 0;
        if (!ascending) {
            sortByTime();
        }
    }

    private void sortByTime() {
        for (int place = 0; place < buffer.binPlaces(); place++) {
            for (int n = firsts[place] + 1; n < firsts[place + 1]; n++) {
                if (times[order[n]] < times[order[n - 1]]) {
                    sortByTime(firsts[place], firsts[place + 1]);
                    break;
                }
            }
        }
    }

    private void sortByTime(int begin, int end) {
        int[] slice = Arrays.copyOfRange(order, begin, end);
        mergeSort(slice, slice.clone(), 0, slice.length);
        System.arraycopy(slice, 0, order, begin, slice.length);
    }

    /// Merge sort from `source` to `target`, which hold the same at first.
    private void mergeSort(int[] target, int[] source, int begin, int end) {
        if (end - begin < 2) {
            return;
        }
        int middle = (begin + end) >>> 1;
        mergeSort(source, target, begin, middle);
        mergeSort(source, target, middle, end);
        int left = begin;
        int right = middle;
        for (int i = begin; i < end; i++) {
            boolean takeLeft = right == end || (left < middle && times[source[left]] <= times[source[right]]);
            target[i] = source[takeLeft ? left++ : right++];
        }
    }
}
