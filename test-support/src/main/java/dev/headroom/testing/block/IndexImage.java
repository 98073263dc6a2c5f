package dev.headroom.testing.block;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// An index of version 2, byte by byte.
///
/// ```
/// magic 0xBAAAD700 <4>  version <1>
/// symbols:           len <4>  { #symbols <4>  { len <uvarint>  bytes }... }  CRC32C <4>
/// series, each on a multiple of 16:  len <uvarint>  { labels, chunks }  CRC32C <4>
/// postings, each on a multiple of 4: len <4>  { #entries <4>  { reference <4> }... }  CRC32C <4>
/// postings offsets:  len <4>  { #entries <4>  { 2 <1>  name  value  offset <uvarint> }... }  CRC32C <4>
/// TOC:               { symbols, series, label indices, label offset table, postings, postings offsets <8 each> }
/// CRC32C
/// ```
/// What stands in braces is what a checksum covers. Label indices are left out, as releases from 2.11 on read none:
/// both of their sections start where the next one does.
public final class IndexImage {
    /// A chunk as the index sees it.
    public record Chunk(long minTime, long maxTime, long reference) {}

    /// What a checksum covers: from, to, and the checksum behind it.
    private record Covered(int from, int to) {}

    private static final int HEADER = 5;
    private static final int TOC = 6 * 8 + 4;

    private final byte[] bytes;
    private final List<Covered> covered;
    private final int[] seriesEntries;

    private IndexImage(byte[] bytes, List<Covered> covered, int[] seriesEntries) {
        this.bytes = bytes;
        this.covered = covered;
        this.seriesEntries = seriesEntries;
    }

    /// The bytes as they are now.
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public int symbols() {
        return toc(0);
    }

    public int series() {
        return toc(1);
    }

    public int postings() {
        return toc(4);
    }

    public int postingsOffsets() {
        return toc(5);
    }

    public int tableOfContents() {
        return bytes.length - TOC;
    }

    /// Where the content of a series' entry starts, behind its length.
    public int seriesEntry(int series) {
        return seriesEntries[series];
    }

    /// A copy with other bytes at that place, and the checksum that covers them made to fit.
    public IndexImage with(int offset, int... values) {
        byte[] patched = bytes();
        for (int i = 0; i < values.length; i++) {
            patched[offset + i] = (byte) values[i];
        }
        for (Covered range : covered) {
            if (range.from <= offset && offset < range.to) {
                ByteBuffer.wrap(patched).putInt(range.to, (int) Bytes.crc(patched, range.from, range.to));
            }
        }
        return new IndexImage(patched, covered, seriesEntries);
    }

    /// A copy with another number of eight bytes at that place, its checksum made to fit.
    public IndexImage withLong(int offset, long value) {
        byte[] number = ByteBuffer.allocate(8).putLong(value).array();
        int[] values = new int[8];
        Arrays.setAll(values, i -> number[i]);
        return with(offset, values);
    }

    /// Whether a checksum covers the byte, or is it, or it is a number that the reader must look at: a length, the
    /// header.
    public boolean isPadding(int offset) {
        if (offset < HEADER) {
            return false;
        }
        for (Covered range : covered) {
            boolean section = range.from == symbols() + 4 || range.from == postingsOffsets() + 4;
            int from = section || (range.from >= postings() && range.from < postingsOffsets())
                    ? range.from - 4
                    : range.from;
            if (from <= offset && offset < range.to + 4) {
                return false;
            }
        }
        // A series' length stands before its content.
        for (int entry : seriesEntries) {
            if (entry - 5 <= offset && offset < entry && offset / 16 == (entry - 1) / 16) {
                return false;
            }
        }
        return true;
    }

    private int toc(int entry) {
        return Math.toIntExact(ByteBuffer.wrap(bytes).getLong(tableOfContents() + 8 * entry));
    }

    /// Puts an index together out of series in the order in which they are given.
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private List<byte[]> symbols;

        @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
        private record Entry(Map<String, String> labels, List<Chunk> chunks, byte[] raw) {}

        /// Adds a series.
        public Builder series(Map<String, String> labels, Chunk... chunks) {
            entries.add(new Entry(labels, List.of(chunks), null));
            return this;
        }

        /// Adds a series whose entry reads as given; it stands in the list of all series only.
        public Builder rawSeries(Bytes entry) {
            entries.add(new Entry(Map.of(), List.of(), entry.toArray()));
            return this;
        }

        /// Takes this for the symbol table, in this order; otherwise it is what the labels need, sorted.
        public Builder symbols(byte[]... table) {
            symbols = List.of(table);
            return this;
        }

        public IndexImage build() {
            List<byte[]> table = symbols != null ? symbols : neededSymbols();
            List<Covered> covered = new ArrayList<>();
            Bytes out = new Bytes().u32(0xBAAAD700L).u8(2);
            long symbolsAt = out.size();
            Bytes content = new Bytes().u32(table.size());
            table.forEach(content::string);
            section(out, content, covered);

            out.align(16);
            long seriesAt = out.size();
            int[] starts = new int[entries.size()];
            SortedMap<String, SortedMap<String, List<Long>>> postings = new TreeMap<>(Builder::compareUtf8);
            List<Long> all = new ArrayList<>();
            for (int i = 0; i < starts.length; i++) {
                Entry entry = entries.get(i);
                out.align(16);
                long reference = out.size() / 16;
                all.add(reference);
                entry.labels.forEach(
                        (name, value) -> postings.computeIfAbsent(name, key -> new TreeMap<>(Builder::compareUtf8))
                                .computeIfAbsent(value, key -> new ArrayList<>())
                                .add(reference));
                byte[] raw = entry.raw != null ? entry.raw : encode(entry, table);
                out.uvarint(raw.length);
                starts[i] = out.size();
                covered.add(new Covered(out.size(), out.size() + raw.length));
                out.checked(raw);
            }

            out.align(4);
            long postingsAt = out.size();
            Bytes offsets = new Bytes();
            int count = 1;
            offsets.u8(2).string("").string("").uvarint(out.size());
            list(out, all, covered);
            for (var name : postings.entrySet()) {
                for (var value : name.getValue().entrySet()) {
                    offsets.u8(2).string(name.getKey()).string(value.getKey()).uvarint(out.size());
                    list(out, value.getValue(), covered);
                    count++;
                }
            }
            long offsetsAt = out.size();
            section(out, new Bytes().u32(count).raw(offsets.toArray()), covered);

            Bytes toc = new Bytes();
            for (long at : new long[] {symbolsAt, seriesAt, postingsAt, offsetsAt, postingsAt, offsetsAt}) {
                toc.u64(at);
            }
            covered.add(new Covered(out.size(), out.size() + toc.size()));
            out.checked(toc.toArray());
            return new IndexImage(out.toArray(), covered, starts);
        }

        private static void section(Bytes out, Bytes content, List<Covered> covered) {
            out.u32(content.size());
            covered.add(new Covered(out.size(), out.size() + content.size()));
            out.checked(content.toArray());
        }

        private static void list(Bytes out, List<Long> references, List<Covered> covered) {
            Bytes content = new Bytes().u32(references.size());
            references.forEach(content::u32);
            section(out, content, covered);
        }

        private static byte[] encode(Entry entry, List<byte[]> table) {
            Bytes out = new Bytes().uvarint(entry.labels.size());
            SortedMap<String, String> sorted = new TreeMap<>(Builder::compareUtf8);
            sorted.putAll(entry.labels);
            sorted.forEach((name, value) -> out.uvarint(position(table, name)).uvarint(position(table, value)));
            return chunks(out, entry.chunks.toArray(Chunk[]::new)).toArray();
        }

        private List<byte[]> neededSymbols() {
            TreeSet<String> strings = new TreeSet<>(Builder::compareUtf8);
            entries.forEach(entry -> entry.labels.forEach((name, value) -> {
                strings.add(name);
                strings.add(value);
            }));
            return strings.stream()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }

        private static int position(List<byte[]> table, String text) {
            byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < table.size(); i++) {
                if (Arrays.equals(table.get(i), wanted)) {
                    return i;
                }
            }
            throw new IllegalArgumentException("no symbol " + text);
        }

        private static int compareUtf8(String left, String right) {
            return Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Appends the chunks as they stand in a series' entry.
    public static Bytes chunks(Bytes out, Chunk... chunks) {
        out.uvarint(chunks.length);
        long time = 0;
        long reference = 0;
        for (int i = 0; i < chunks.length; i++) {
            Chunk chunk = chunks[i];
            if (i == 0) {
                out.varint(chunk.minTime).uvarint(chunk.maxTime - chunk.minTime).uvarint(chunk.reference);
            } else {
                out.uvarint(chunk.minTime - time)
                        .uvarint(chunk.maxTime - chunk.minTime)
                        .varint(chunk.reference - reference);
            }
            time = chunk.maxTime;
            reference = chunk.reference;
        }
        return out;
    }

    /// The order of label sets in an index, given as maps.
    public static Comparator<Map<String, String>> labelOrder() {
        return (left, right) -> {
            List<Map.Entry<String, String>> a = sorted(left);
            List<Map.Entry<String, String>> b = sorted(right);
            for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
                int names = Builder.compareUtf8(a.get(i).getKey(), b.get(i).getKey());
                int values = Builder.compareUtf8(a.get(i).getValue(), b.get(i).getValue());
                if (names != 0 || values != 0) {
                    return names != 0 ? names : values;
                }
            }
            return Integer.compare(a.size(), b.size());
        };
    }

    private static List<Map.Entry<String, String>> sorted(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted((left, right) -> Builder.compareUtf8(left.getKey(), right.getKey()))
                .toList();
    }
}
