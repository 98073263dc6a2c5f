package dev.headroom.write.block;

import dev.headroom.tsdb.index.PairTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Writes a block's `index`, version 2: all symbols, then all series, both ascending, then [#finish]. The
/// layout stands at the reader's classes: `IndexFile`, `SymbolTable`, `SeriesCursor`, `Postings`,
/// `PostingsTable`.
///
/// The label indices and their offset table, which no reader has looked at since Prometheus 2.4, have no bytes,
/// as in the indexes of Prometheus 3.14.
///
/// In memory there are some twenty bytes for each symbol and each label pair, and for series what goes into the
/// postings, as long as there are no more of them than [#POSTINGS]. Of more, they are collected from the series
/// section, that many at a time.
final class IndexWriter implements Closeable {
    /// Postings that are held in memory.
    static final int POSTINGS = 1 << 24;

    private static final int MAGIC = 0xBAAAD700;
    private static final int SERIES_ALIGNMENT_BITS = 4;
    private static final int SERIES_ALIGNMENT = 1 << SERIES_ALIGNMENT_BITS;

    /// Where an entry is put together, behind room for padding and its length.
    private static final int ENTRY_START = SERIES_ALIGNMENT + 10;

    private final OutputFile out;
    private final int mostPostings;
    private final CRC32C crc = new CRC32C();

    private int symbolCount;
    private int symbols;
    private long symbolsStart;
    private int[] symbolOffsets;
    private byte[] lastSymbol = {};

    private long seriesStart = -1;
    private long seriesEnd;
    private int series;
    private byte[] entry = new byte[1 << 12];
    private final PairCounts pairs = new PairCounts();
    // The pairs of the last series.
    private int[] last = new int[32];
    private int lastLength;
    // Entries of all postings lists, and what goes into them while that is not too much.
    private long postings;
    private SeriesPairs kept = new SeriesPairs();
    // The lists themselves where their lengths are known.
    private PostingsLists lists;

    /// @param syncing the thread that waits for the disk meanwhile
    IndexWriter(Path path, int mostPostings, Background syncing) throws IOException {
        out = new OutputFile(path, null, syncing);
        this.mostPostings = mostPostings;
        out.writeInt(MAGIC);
        out.writeByte(2);
    }

    /// Begins the symbol table.
    void startSymbols(int count) throws IOException {
        symbolCount = count;
        symbolOffsets = new int[count];
        symbolsStart = out.position();
        out.writeInt(0);
        out.startChecksum();
        out.writeInt(count);
    }

    /// Adds the next symbol, which must be greater than the one before.
    void addSymbol(byte[] bytes, int offset, int length) throws IOException {
        boolean ascending = symbols == 0
                || Arrays.compareUnsigned(bytes, offset, offset + length, lastSymbol, 0, lastSymbol.length) > 0;
        if (!ascending || symbols == symbolCount) {
            throw new IllegalArgumentException("symbol " + symbols + " of " + symbolCount + " is out of order");
        }
        lastSymbol = Arrays.copyOfRange(bytes, offset, offset + length);
        long place = out.position() - symbolsStart;
        if (place + length + 16 > 0xffff_ffffL) {
            throw new IOException(
                    out.path() + ": the symbols of the block take more than 4 GiB, more than an index holds");
        }
        symbolOffsets[symbols++] = (int) place;
        out.writeUvarint(length);
        out.write(bytes, offset, length);
    }

    private void finishSymbols() throws IOException {
        if (symbols != symbolCount) {
            throw new IllegalStateException(symbols + " symbols of " + symbolCount);
        }
        out.correctInt(symbolsStart, (int) (out.position() - symbolsStart - 4));
        out.writeChecksum();
        seriesStart = out.position();
    }

    /// Has the lists of postings filled by somebody else, who has them ready before [#finish].
    void expect(PostingsLists expected) {
        lists = expected;
        pairs.expect(expected.lengths());
        kept = null;
    }

    /// Adds the next series, which must be in order.
    void addSeries(SeriesBatch batch) throws IOException {
        for (int i = 0; i < batch.newPairsLength; i += 2) {
            pairs.add(batch.newPairs[i], batch.newPairs[i + 1]);
        }
        for (int i = 0; i < batch.count; i++) {
            addSeries(batch, i);
        }
    }

    private void addSeries(SeriesBatch batch, int number) throws IOException {
        if (seriesStart < 0) {
            finishSymbols();
        }
        int from = batch.pairStart(number);
        int length = batch.pairEnds[number] - from;
        int chunks = batch.chunkStart(number);
        int chunksLength = batch.chunkEnds[number] - chunks;
        if (series > 0 && !isNext(batch.pairs, from, length)) {
            throw new IllegalArgumentException("series " + series + " is out of order");
        }
        int padding = (int) -out.position() & (SERIES_ALIGNMENT - 1);
        long place = (out.position() + padding) >>> SERIES_ALIGNMENT_BITS;
        if (place > 0xffff_ffffL) {
            throw new IOException(out.path() + ": the index takes more than 64 GiB, more than references reach");
        }
        int wanted = ENTRY_START + 10 * length + chunksLength + 14;
        if (entry.length < wanted) {
            entry = new byte[2 * wanted];
        }
        byte[] e = entry;
        int at = OutputFile.putUvarint(e, ENTRY_START, length);
        for (int i = from; i < from + length; i++) {
            at = putSymbol(e, at, pairs.name(batch.pairs[i]));
            at = putSymbol(e, at, pairs.value(batch.pairs[i]));
        }
        System.arraycopy(batch.chunks, chunks, e, at, chunksLength);
        at += chunksLength;
        crc.reset();
        crc.update(e, ENTRY_START, at - ENTRY_START);
        OutputFile.put(e, at, (int) crc.getValue());
        int start = ENTRY_START - OutputFile.uvarintLength(at - ENTRY_START);
        OutputFile.putUvarint(e, start, at - ENTRY_START);
        Arrays.fill(e, start - padding, start, (byte) 0);
        out.write(e, start - padding, at + 4 - start + padding);
        batch.references[number] = (int) place;
        keepPairs((int) place, batch.pairs, from, length);
        series++;
    }

    /// Whether a series is greater than the last one.
    private boolean isNext(int[] numbers, int from, int length) {
        int same = 0;
        while (same < length && same < lastLength && numbers[from + same] == last[same]) {
            same++;
        }
        return same < length && (same == lastLength || pairs.compare(last[same], numbers[from + same]) < 0);
    }

    private static int putSymbol(byte[] bytes, int from, int symbol) {
        int at = from;
        int rest = symbol;
        for (; rest >= 0x80; rest >>>= 7) {
            bytes[at++] = (byte) (rest | 0x80);
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    private void keepPairs(int reference, int[] numbers, int from, int length) {
        if (last.length < length) {
            last = new int[2 * length];
        }
        System.arraycopy(numbers, from, last, 0, length);
        lastLength = length;
        if (lists != null) {
            return;
        }
        for (int i = from; i < from + length; i++) {
            pairs.count(numbers[i]);
        }
        postings += length + 1;
        if (postings > mostPostings) {
            kept = null;
        } else {
            kept.add(reference, numbers, from, length);
        }
    }

    /// Writes everything that follows the series, and brings the file to the disk.
    void finish() throws IOException {
        if (seriesStart < 0) {
            finishSymbols();
        }
        seriesEnd = out.position();
        int[] numbers = pairs.sort();
        out.pad(4);
        long postingsStart = out.position();
        out.flush(); // what comes now may read the file
        writePostings(numbers);
        long table = out.position();
        writePostingsTable(postingsStart);
        out.startChecksum();
        out.writeLong(symbolsStart);
        out.writeLong(seriesStart);
        out.writeLong(seriesEnd);
        out.writeLong(table);
        out.writeLong(seriesEnd);
        out.writeLong(table);
        out.writeChecksum();
        out.finish();
    }

    /// Lists are numbered like their pairs; list -1 is that of all series and comes first.
    private int entries(int list) {
        return list < 0 ? series : pairs.series(list);
    }

    private void writePostings(int[] numbers) throws IOException {
        if (kept != null) {
            int[] listsOfPairs = new int[numbers.length];
            for (int i = 0; i < listsOfPairs.length; i++) {
                listsOfPairs[i] = numbers[i] + 1;
            }
            int[] ends = starts(-1, pairs.size());
            int[] all = new int[(int) postings];
            kept.fill(all, listsOfPairs, ends);
            writePostings(-1, pairs.size(), all, ends);
            return;
        }
        if (lists != null) {
            writePostings(-1, lists.entries(), 0);
            int[] order = new int[numbers.length];
            for (int i = 0; i < numbers.length; i++) {
                order[numbers[i]] = i;
            }
            for (int i = 0; i < order.length; i++) {
                writePostings(i, lists.entries(), lists.start(order[i]));
            }
            return;
        }
        PairTable table = new PairTable();
        for (int i = 0; i < pairs.size(); i++) {
            table.number(pairs.name(i), pairs.value(i));
        }
        for (int from = -1; from < pairs.size(); ) {
            int to = from;
            long entries = 0;
            while (to < pairs.size() && (to == from || entries + entries(to) <= mostPostings)) {
                entries += entries(to++);
            }
            int[] ends = starts(from, to);
            int[] some = new int[(int) entries];
            collect(table, from, to, some, ends);
            writePostings(from, to, some, ends);
            from = to;
        }
    }

    /// Where each of some lists begins when they stand one behind the other.
    private int[] starts(int from, int to) {
        int[] starts = new int[to - from];
        for (int list = from + 1; list < to; list++) {
            starts[list - from] = starts[list - from - 1] + entries(list - 1);
        }
        return starts;
    }

    private void writePostings(int from, int to, int[] entries, int[] ends) throws IOException {
        for (int list = from; list < to; list++) {
            writePostings(list, entries, ends[list - from] - entries(list));
        }
    }

    private void writePostings(int list, int[] entries, int start) throws IOException {
        int count = entries(list);
        out.writeInt(4 + 4 * count);
        out.startChecksum();
        out.writeInt(count);
        out.writeInts(entries, start, start + count);
        out.writeChecksum();
    }

    /// Collects some lists from the series section.
    ///
    /// @param table the lists' numbers by pair
    /// @param postings takes them, one list behind the other
    /// @param ends where each list begins; afterwards, where it ends
    private void collect(PairTable table, int from, int to, int[] postings, int[] ends) throws IOException {
        int[] last = new int[64];
        int[] numbers = new int[32];
        Arrays.fill(last, -1);
        SeriesScanner scanner = new SeriesScanner(out.channel(), seriesStart, seriesEnd);
        while (scanner.next()) {
            int reference = scanner.reference();
            if (from < 0) {
                postings[ends[0]++] = reference;
            }
            int[] labels = scanner.labels();
            int length = scanner.length();
            if (last.length < length) {
                int known = last.length;
                last = Arrays.copyOf(last, 2 * length);
                Arrays.fill(last, known, last.length, -1);
                numbers = Arrays.copyOf(numbers, length);
            }
            for (int i = 0; i < length; i += 2) {
                if (labels[i] != last[i] || labels[i + 1] != last[i + 1]) {
                    numbers[i >> 1] = table.number(labels[i], labels[i + 1]);
                    last[i] = labels[i];
                    last[i + 1] = labels[i + 1];
                }
                int list = numbers[i >> 1];
                if (list >= from && list < to) {
                    postings[ends[list - from]++] = reference;
                }
            }
        }
    }

    private void writePostingsTable(long postingsStart) throws IOException {
        long start = out.position();
        out.writeInt(0);
        out.startChecksum();
        out.writeInt(pairs.size() + 1);
        long postings = postingsStart;
        // Both ascend, values from the start again behind each name.
        WrittenSymbols names = new WrittenSymbols(out.channel());
        WrittenSymbols values = new WrittenSymbols(out.channel());
        for (int list = -1; list < pairs.size(); list++) {
            out.writeByte(2);
            if (list < 0) {
                out.writeByte(0);
                out.writeByte(0);
            } else {
                names.copy(placeOf(pairs.name(list)), out);
                values.copy(placeOf(pairs.value(list)), out);
            }
            out.writeUvarint(postings);
            postings += 12 + 4L * entries(list);
        }
        long length = out.position() - start - 4;
        if (length > 0xffff_ffffL) {
            throw new IOException(
                    out.path() + ": the label pairs of the block take more than 4 GiB, more than an index holds");
        }
        out.correctInt(start, (int) length);
        out.writeChecksum();
    }

    /// Where in the file a symbol stands.
    private long placeOf(int symbol) {
        return symbolsStart + (symbolOffsets[symbol] & 0xffff_ffffL);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /// Reads the labels of the series back, in order.
    private static final class SeriesScanner {
        private static final int WINDOW = 1 << 18;

        private final FileChannel file;
        private final long end;
        private byte[] window = new byte[WINDOW];
        private long windowStart;
        private int windowLength;
        private long position;
        private int reference;
        private int[] labels = new int[64];
        private int length;

        SeriesScanner(FileChannel file, long start, long end) {
            this.file = file;
            this.end = end;
            position = start;
            windowStart = start;
        }

        boolean next() throws IOException {
            long start = (position + SERIES_ALIGNMENT - 1) / SERIES_ALIGNMENT * SERIES_ALIGNMENT;
            if (start >= end) {
                return false;
            }
            reference = (int) (start / SERIES_ALIGNMENT);
            int at = window(start, (int) Math.min(10, end - start));
            byte[] w = window;
            int size = 0;
            int next = 0x80;
            int prefix = 0;
            for (int shift = 0; next >= 0x80; shift += 7) {
                next = w[at + prefix++] & 0xff;
                size |= (next & 0x7f) << shift;
            }
            int p = window(start + prefix, size);
            w = window;
            int count = 0;
            next = -1;
            for (int shift = 0; next < 0; shift += 7) {
                next = w[p++];
                count |= (next & 0x7f) << shift;
            }
            length = 2 * count;
            if (labels.length < length) {
                labels = new int[2 * length];
            }
            for (int i = 0; i < length; i++) {
                int symbol = 0;
                next = -1;
                for (int shift = 0; next < 0; shift += 7) {
                    next = w[p++];
                    symbol |= (next & 0x7f) << shift;
                }
                labels[i] = symbol;
            }
            position = start + prefix + size + 4;
            return true;
        }

        int reference() {
            return reference;
        }

        int[] labels() {
            return labels;
        }

        int length() {
            return length;
        }

        private int window(long from, int wanted) throws IOException {
            if (from >= windowStart && from + wanted <= windowStart + windowLength) {
                return (int) (from - windowStart);
            }
            if (window.length < wanted) {
                window = new byte[2 * wanted];
            }
            int size = (int) Math.min(window.length, end - from);
            ByteBuffer target = ByteBuffer.wrap(window, 0, size);
            while (target.hasRemaining()) {
                if (file.read(target, from + target.position()) < 0) {
                    throw new IOException("the index ends while it is written");
                }
            }
            windowStart = from;
            windowLength = size;
            return 0;
        }
    }
}
