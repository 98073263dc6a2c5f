package dev.headroom.replay.log;

import dev.headroom.tsdb.wal.HistogramView;
import java.util.Arrays;

/// Samples as the log tells them, the series mixed, thrown into bins: each takes those of some neighbouring places in
/// the order of labels, so that [BufferedRun] can sort bin by bin, in the cache. What is full is spilled, or read
/// where it is.
///
/// A bin is a chain of pages with a few bytes for each sample:
///
/// ```
/// page     bytes in use <2>  samples
/// sample   head, little-endian <3>: bits 0-2 kind, bit 3 start time follows, bit 4 time follows,
///                                   bits 5-6 the value's bytes: 0, 4, 6 or 8, bits 7-23 place in the bin
///          change of the time to the one before in the bin, zigzag <uvarint>, if any; start time <8>, if any
///          the upper bytes of the value, whose others are zero
/// ```
///
/// The value is a float's bits, or where a histogram is. Pages stay when the buffer is cleared. Filled by one thread,
/// then read by any number.
final class SampleBuffer {
    static final int FLOAT = 0;
    static final int HISTOGRAM = 1;
    static final int FLOAT_HISTOGRAM = 2;
    static final int STALE_HISTOGRAM = 3;
    static final int STALE_FLOAT_HISTOGRAM = 4;

    static final int KIND_MASK = 7;
    static final int START_FLAG = 1 << 3;
    static final int TIME_FLAG = 1 << 4;
    static final int LENGTH_SHIFT = 5;
    static final int PLACE_SHIFT = 7;
    private static final int PLACE_BITS = 24 - PLACE_SHIFT;

    static final int PAGE_HEAD = 2;
    private static final int PAGE = 1 << 12;
    private static final int MOST_SAMPLE_BYTES = 3 + 10 + 8 + 8;
    private static final int HISTOGRAM_PAGE = 1 << 17;

    /// The most series that a buffer can tell apart.
    static final int MOST_PLACES = 1 << 28;

    /// More bins than there are places in a processor's nearest cache would make it miss.
    private static final int MOST_BINS = 512;

    /// The part of the buffer that pages may take that are not full.
    private static final int LEAST_PAGES_OF_A_BIN = 4;

    /// Bytes of a sample while its bin is being read.
    private static final int READ_BYTES = 8 + 8 + 4 + 4;

    private static final byte[] NO_PAGE = {};

    private final long limit;
    private final int readers;
    private final int shift;

    // All pages in use, those of a bin in a chain.
    private byte[][] pages = new byte[64][];
    private int[] nextPages = new int[64];
    private int pageCount;

    // By bin: its first and last page, where that goes on, samples, the time of the last one.
    private final int[] firstPages;
    private final int[] lastPages;
    private final byte[][] openPages;
    private final int[] ats;
    private final int[] counts;
    private final long[] lastTimes;
    private int largest;

    // Histograms as they stand in the log, each with its length in front.
    private byte[][] histograms = new byte[4][];
    private int histogramPage = -1;
    private int histogramAt = HISTOGRAM_PAGE;
    private long histogramBytes;

    private boolean full;

    /// @param places how many there are
    /// @param limit bytes that it takes, while it is being read too
    /// @param readers how many may read it at the same time
    SampleBuffer(int places, long limit, int readers) {
        this.limit = limit;
        this.readers = readers;
        long bins = Math.clamp(limit / (LEAST_PAGES_OF_A_BIN * PAGE), 1, MOST_BINS);
        int bits = 0;
        while (bits < PLACE_BITS && places >>> bits >= bins) {
            bits++;
        }
        shift = bits;
        int count = (places >>> shift) + 1;
        firstPages = new int[count];
        lastPages = new int[count];
        openPages = new byte[count][];
        ats = new int[count];
        counts = new int[count];
        lastTimes = new long[count];
        clear();
    }

    boolean isFull() {
        return full;
    }

    void add(int place, int kind, long time, long start, long value) {
        int bin = place >>> shift;
        byte[] page = openPages[bin];
        int at = ats[bin];
        if (page.length - at < MOST_SAMPLE_BYTES) {
            page = nextPage(bin);
            at = PAGE_HEAD;
        }
        int head = (place - (bin << shift)) << PLACE_SHIFT | kind;
        int begin = at;
        at += 3;
        long change = time - lastTimes[bin];
        if (change != 0) {
            head |= TIME_FLAG;
            lastTimes[bin] = time;
            long rest = (change << 1) ^ (change >> 63);
            while ((rest & ~0x7fL) != 0) {
                page[at++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            page[at++] = (byte) rest;
        }
        if (start != 0) {
            head |= START_FLAG;
            putInt(page, at, (int) (start >>> 32));
            putInt(page, at + 4, (int) start);
            at += 8;
        }
        if (value != 0) {
            putInt(page, at, (int) (value >>> 32));
            int low = (int) value;
            if (low == 0) {
                head |= 1 << LENGTH_SHIFT;
                at += 4;
            } else if ((low & 0xffff) == 0) {
                head |= 2 << LENGTH_SHIFT;
                page[at + 4] = (byte) (low >>> 24);
                page[at + 5] = (byte) (low >>> 16);
                at += 6;
            } else {
                head |= 3 << LENGTH_SHIFT;
                putInt(page, at + 4, low);
                at += 8;
            }
        }
        page[begin] = (byte) head;
        page[begin + 1] = (byte) (head >>> 8);
        page[begin + 2] = (byte) (head >>> 16);
        ats[bin] = at;
        counts[bin]++;
    }

    private static void putInt(byte[] page, int at, int value) {
        page[at] = (byte) (value >>> 24);
        page[at + 1] = (byte) (value >>> 16);
        page[at + 2] = (byte) (value >>> 8);
        page[at + 3] = (byte) value;
    }

    void add(int place, long time, long start, HistogramView histogram) {
        int length = histogram.length();
        if (histogramPage < 0 || histogramAt + length + 4 > histograms[histogramPage].length) {
            nextHistogramPage(length + 4);
        }
        byte[] page = histograms[histogramPage];
        long where = ((long) histogramPage << 32) | histogramAt;
        putInt(page, histogramAt, length);
        System.arraycopy(histogram.bytes(), histogram.offset(), page, histogramAt + 4, length);
        histogramAt += 4 + length;
        add(place, histogram.isFloat() ? FLOAT_HISTOGRAM : HISTOGRAM, time, start, where);
    }

    private byte[] nextPage(int bin) {
        closePage(bin);
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pageCount);
            nextPages = Arrays.copyOf(nextPages, 2 * pageCount);
        }
        if (pages[pageCount] == null) {
            pages[pageCount] = new byte[PAGE];
        }
        nextPages[pageCount] = -1;
        if (lastPages[bin] < 0) {
            firstPages[bin] = pageCount;
        } else {
            nextPages[lastPages[bin]] = pageCount;
        }
        lastPages[bin] = pageCount;
        openPages[bin] = pages[pageCount++];
        largest = Math.max(largest, counts[bin]);
        measure();
        return openPages[bin];
    }

    /// Notes how much of a bin's last page is in use.
    private void closePage(int bin) {
        byte[] page = openPages[bin];
        if (page.length > 0) {
            page[0] = (byte) ats[bin];
            page[1] = (byte) (ats[bin] >>> 8);
        }
    }

    private void nextHistogramPage(int wanted) {
        if (++histogramPage == histograms.length) {
            histograms = Arrays.copyOf(histograms, 2 * histogramPage);
        }
        int size = Math.max(wanted, HISTOGRAM_PAGE);
        if (histograms[histogramPage] == null || histograms[histogramPage].length < size) {
            histograms[histogramPage] = new byte[size];
        }
        histogramAt = 0;
        histogramBytes += histograms[histogramPage].length;
        measure();
    }

    /// Whether there is no room for another page of everything.
    private void measure() {
        long reading = (long) (largest + PAGE) * READ_BYTES * readers;
        full = (pageCount + 1L) * PAGE + reading + histogramBytes + HISTOGRAM_PAGE > limit
                || largest > Integer.MAX_VALUE / 2 - PAGE;
    }

    /// Ends the filling.
    void close() {
        for (int bin = 0; bin < openPages.length; bin++) {
            closePage(bin);
        }
    }

    int bins() {
        return counts.length;
    }

    /// How many samples a bin has.
    int count(int bin) {
        return counts[bin];
    }

    /// The first place of a bin.
    int firstPlace(int bin) {
        return bin << shift;
    }

    /// How many places a bin has.
    int binPlaces() {
        return 1 << shift;
    }

    /// The first page of a bin, negative for none.
    int firstPage(int bin) {
        return firstPages[bin];
    }

    /// The page that comes after, negative for none.
    int pageAfter(int page) {
        return nextPages[page];
    }

    byte[] page(int page) {
        return pages[page];
    }

    /// Adds a histogram to others.
    ///
    /// @param where the sample's value
    void copyHistogram(int kind, long time, long start, long where, SeriesSamples target) {
        byte[] bytes = histograms[(int) (where >>> 32)];
        int at = (int) where;
        int length = (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
        target.addHistogram(kind, time, start, bytes, at + 4, length);
    }

    /// Forgets the samples and keeps the room.
    void clear() {
        pageCount = 0;
        Arrays.fill(firstPages, -1);
        Arrays.fill(lastPages, -1);
        Arrays.fill(openPages, NO_PAGE);
        Arrays.fill(ats, 0);
        Arrays.fill(counts, 0);
        Arrays.fill(lastTimes, 0);
        largest = 0;
        histogramPage = -1;
        histogramAt = HISTOGRAM_PAGE;
        histogramBytes = 0;
        full = false;
    }
}
