package dev.headroom.analyze.memory;

/// What a head costs a running Prometheus 3 in memory: an estimate from plain numbers, of which none is fitted to a
/// server but what one has without any series.
///
/// Go's allocator rounds every object up to a size class ([GoHeap]); below, sizes stand as rounded. (Source:
/// Prometheus 3.5 to 3.14: `tsdb/head.go`, `tsdb/isolation.go`, `tsdb/chunkenc`, `tsdb/ooo_head.go`,
/// `tsdb/index/postings.go`, `model/labels/labels_stringlabels.go`.)
///
/// ```
/// seriesBytes    per series: memSeries 176, its txRing 32 and the ring's four transactions 32;
///                a slot of 16 in the map by reference and one in the map by hash: each of the two is cut into
///                16,384 stripes, and a stripe's map has room for 8 at least;
///                memSeriesOOOFields 48, when it has out-of-order samples
/// labelBytes     per series one string: each name and value behind its length, 1 byte up to 254, else 4
/// postingsBytes  per label pair a list of references, 8 each; a full list gets twice the room and one;
///                per label name a map from values to lists, 40 a slot, and a list of values, 16 each;
///                the list of all series
///                (the values' text is a part of some series' labels)
/// chunkBytes     per open chunk: memChunk 48, chunk 32, appender 48, its bytes: 128 at first, growing as Go's
///                slices do;
///                of histograms: chunk 32, appender 256, last histogram 160, three copies of its spans, 8 a span,
///                and 24 a bucket (two numbers in the appender, one in the last histogram);
///                per chunk in chunks_head: mmappedChunk 32, and a pointer 8 in a slice that doubles;
///                per open out-of-order chunk: 48 + 24, and 32 a sample, up to 32 of them
/// serverBytes    a server without any series; a buffer of 4 MiB that head chunks are written through, which it has
///                after two hours at the latest; and the chunks that wait in it, half of that on the average
/// heapBytes      all of these: what is left right after a garbage collection, go_memstats_heap_alloc_bytes
/// residentBytes  heapBytes × 1.75 and what a process has besides: process_resident_memory_bytes. A collection
///                begins when the heap has grown by 75 % since the last (GOGC, as Prometheus 3 sets it)
/// ```
///
/// `go_memstats_heap_inuse_bytes` lies above heapBytes by what is free in pages in use, and by the garbage since the
/// last collection.
///
/// Not in it is what is no part of the head: the cache that scraping has of each exposed line, queries, rules, remote
/// write; and the room that maps and lists keep of series that are gone. Releases before 3 hold labels as slices, 32
/// bytes a label and each string an object of its own: 2.42 takes 1.2 to 1.5 times as much.
///
/// Numbers are added up one by one, as a head is gone through, or at once, for so many of a kind.
public final class HeadMemory {
    private static final int STRIPES = 1 << 14;
    private static final int STRIPE_SLOT = 16;

    private static final int SERIES = 176;
    private static final int TRANSACTIONS = 32 + 32;
    private static final int OUT_OF_ORDER_FIELDS = 48;

    private static final int OPEN_CHUNK = 48 + 32;
    private static final int CHUNK_CAPACITY = 128;
    private static final int FLOAT_APPENDER = 48;
    private static final int HISTOGRAM_APPENDER = 256;
    private static final int HISTOGRAM = 160;
    private static final int HISTOGRAM_COPIES = 3;
    private static final int BUCKET = 8;
    private static final int MMAPPED_CHUNK = 32;
    private static final int OUT_OF_ORDER_CHUNK = 48 + 24;
    private static final int OUT_OF_ORDER_SAMPLE = 32;
    private static final int OUT_OF_ORDER_CAPACITY = 32;

    private static final int POSTINGS_SLOT = 16 + 24;
    private static final int STRING = 16;
    private static final int REFERENCE = 8;
    private static final int POINTER = 8;

    /// The heap of Prometheus 3.5 without series, the headers of its stripes included.
    private static final long EMPTY_SERVER = 9_450_000;

    private static final long CHUNK_WRITER = 4 << 20;
    private static final long WAITING_CHUNKS = CHUNK_WRITER / 2;

    /// What a process of Prometheus 3.5 has in memory besides its heap: the program itself, mostly.
    public static final long OUTSIDE_HEAP = 55_000_000;

    /// By how much the heap grows until garbage is collected.
    public static final double HEAP_GROWTH = 1.75;

    private long series;
    private long seriesBytes;
    private long labelBytes;
    private long postingsBytes;
    private long chunkBytes;
    private boolean hasWrittenChunks;

    /// Adds series.
    ///
    /// @param count so many, alike
    /// @param bytes of the labels of each, as [#labelBytes(int)] counts those of a name or value
    public void addSeries(long count, long bytes) {
        series += count;
        seriesBytes += count * (SERIES + TRANSACTIONS);
        labelBytes += count * GoHeap.object(bytes);
    }

    /// Bytes that a name or a value of this length takes among the labels of a series.
    public static int labelBytes(int length) {
        return length + (length <= 254 ? 1 : 4);
    }

    /// Adds a label name with so many values.
    public void addName(long values) {
        postingsBytes += GoHeap.map(values, POSTINGS_SLOT) + list(values, STRING);
    }

    /// Adds label pairs.
    ///
    /// @param count so many, alike
    /// @param seriesEach series that carry each
    public void addPairs(long count, long seriesEach) {
        postingsBytes += count * list(seriesEach, REFERENCE);
    }

    /// Adds the chunks of floats that series are appending to, one a series.
    ///
    /// @param count so many, alike
    /// @param length bytes of each so far
    public void addOpenFloats(long count, long length) {
        chunkBytes += count * (OPEN_CHUNK + FLOAT_APPENDER + GoHeap.grownBytes(CHUNK_CAPACITY, length));
    }

    /// Adds the chunks of native histograms that series are appending to, one a series.
    ///
    /// @param count so many, alike
    /// @param length bytes of each so far
    /// @param buckets of the last histogram of each
    public void addOpenHistograms(long count, long length, long buckets) {
        long copies = HISTOGRAM_COPIES * (GoHeap.object(BUCKET) + GoHeap.object(BUCKET * buckets));
        chunkBytes += count
                * (OPEN_CHUNK + HISTOGRAM_APPENDER + HISTOGRAM + copies + GoHeap.grownBytes(CHUNK_CAPACITY, length));
    }

    /// Adds what is kept in memory of chunks in `chunks_head`.
    ///
    /// @param count so many series, alike
    /// @param each chunks of each
    public void addWrittenChunks(long count, long each) {
        if (count > 0 && each > 0) {
            chunkBytes += count * (each * MMAPPED_CHUNK + GoHeap.doubled(each, POINTER));
            hasWrittenChunks = true;
        }
    }

    /// Adds what series have besides when they have out-of-order samples.
    ///
    /// @param count so many series, alike
    /// @param samples out-of-order samples of each
    public void addOutOfOrder(long count, long samples) {
        long open = Math.min(samples, OUT_OF_ORDER_CAPACITY);
        seriesBytes += count * OUT_OF_ORDER_FIELDS;
        chunkBytes += count * (OUT_OF_ORDER_CHUNK + GoHeap.doubled(open, OUT_OF_ORDER_SAMPLE));
    }

    /// Series added so far.
    public long series() {
        return series;
    }

    /// Series, and the maps that find them.
    public long seriesBytes() {
        return seriesBytes + stripes();
    }

    public long labelBytes() {
        return labelBytes;
    }

    public long postingsBytes() {
        return postingsBytes + list(series, REFERENCE);
    }

    public long chunkBytes() {
        return chunkBytes;
    }

    /// What there is without any series, and to write chunks with.
    public long serverBytes() {
        return EMPTY_SERVER + CHUNK_WRITER + (hasWrittenChunks ? WAITING_CHUNKS : 0);
    }

    /// The heap right after a garbage collection.
    public long heapBytes() {
        return seriesBytes() + labelBytes + postingsBytes() + chunkBytes + serverBytes();
    }

    /// The process as the system sees it, at its largest between two collections.
    public long residentBytes() {
        return Math.round(heapBytes() * HEAP_GROWTH) + OUTSIDE_HEAP;
    }

    /// The slots of all stripes: references are dealt out to them in turn, hashes fall at random.
    private long stripes() {
        long more = series % STRIPES;
        long bytes = more * GoHeap.mapSlots(series / STRIPES + 1, STRIPE_SLOT)
                + (STRIPES - more) * GoHeap.mapSlots(series / STRIPES, STRIPE_SLOT);
        double mean = (double) series / STRIPES;
        double most = mean + 10 * Math.sqrt(mean) + 10;
        double logProbability = -mean;
        double expected = 0;
        for (int count = 1; count < most; count++) {
            logProbability += Math.log(mean / count);
            expected += Math.exp(logProbability) * GoHeap.mapSlots(count, STRIPE_SLOT);
        }
        return bytes + Math.round(STRIPES * expected);
    }

    /// A list of `MemPostings` that was appended to one by one: when it is full, its room is doubled, and one.
    private static long list(long count, int element) {
        return count == 0 ? 0 : GoHeap.object((GoHeap.powerOfTwo(count + 1) - 1) * element);
    }
}
