package dev.headroom.replay.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sorted buffers, written away into one file until their turn comes: for each range of time and each buffer a
/// section, in pieces wherever the file ended when one was full.
///
/// ```
/// section   for each series that has samples in the range: its place less that of the series before <uvarint>,
///           2 · samples, + 1 when all are plain: floats without start times <uvarint>, samples
/// sample    unless all are plain: kind, with bit 3 set before a start time <1>
///           change of the time's difference to the one before, zigzag <uvarint>
///           start time <8>, if any
///           a histogram: length <uvarint> and its bytes as they stand in the log; else value
/// value     xor the value before: 0 <1> for the same;
///           else 1 + 8 · leading zero bytes + trailing ones <1>, and the bytes between
/// ```
///
/// Written by one thread at a time, and read by any number afterwards.
final class Spill implements Closeable {
    private static final int PIECE = 1 << 16;
    private static final int SMALL_PIECE = 1 << 12;
    private static final int MANY_RANGES = 64;
    private static final int MOST_SAMPLE_BYTES = 40;
    private static final int START = 8;

    private final Path path;
    private final long duration;
    private FileChannel channel;
    private long end;
    private final Map<BlockRange, List<Section>> sections = new HashMap<>();

    // Of the buffer at work.
    private final Map<BlockRange, Writer> writers = new HashMap<>();
    private final SeriesSamples samples = new SeriesSamples();

    /// @param path the file, which is made when it is needed
    Spill(Path path, long duration) {
        this.path = path;
        this.duration = duration;
    }

    /// Bytes of the file.
    long size() {
        return end;
    }

    Iterable<BlockRange> ranges() {
        return sections.keySet();
    }

    /// What was written of a range, oldest first.
    ///
    /// @param memory bytes that reading all of them may take, unless that is next to nothing
    List<SortedRun> runs(BlockRange range, long memory) throws IOException {
        List<Section> found = sections.getOrDefault(range, List.of());
        int buffer = (int) Math.max(SMALL_PIECE, Math.min(PIECE, memory / Math.max(1, found.size())));
        List<SortedRun> runs = new ArrayList<>();
        for (Section section : found) {
            runs.add(new Reader(section, buffer));
        }
        return runs;
    }

    /// Writes a sorted buffer away.
    void write(SortedRun run) throws IOException {
        if (channel == null) {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        Writer writer = null;
        while (run.place() != SortedRun.END) {
            int place = run.place();
            samples.clear();
            run.read(samples);
            int begin = 0;
            while (begin < samples.count()) {
                long time = samples.time(begin);
                if (writer == null || !writer.range.contains(time)) {
                    writer = writers.computeIfAbsent(BlockRange.of(time, duration), Writer::new);
                }
                int end = begin + 1;
                while (end < samples.count() && writer.range.contains(samples.time(end))) {
                    end++;
                }
                writer.write(place, samples, begin, end);
                begin = end;
            }
        }
        for (Writer open : writers.values()) {
            open.flush();
            sections.computeIfAbsent(open.range, range -> new ArrayList<>()).add(open.section);
        }
        writers.clear();
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /// Where in the file the pieces of a section are.
    private static final class Section {
        private long[] offsets = new long[8];
        private int[] lengths = new int[8];
        private int pieces;

        void add(long offset, int length) {
            int last = pieces - 1;
            if (pieces > 0 && offsets[last] + lengths[last] == offset && lengths[last] < 1 << 30) {
                lengths[last] += length;
                return;
            }
            if (pieces == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * pieces);
                lengths = Arrays.copyOf(lengths, 2 * pieces);
            }
            offsets[pieces] = offset;
            lengths[pieces++] = length;
        }
    }

    /// Writes one section.
    private final class Writer {
        private final BlockRange range;
        private byte[] buffer = new byte[writers.size() < MANY_RANGES ? PIECE : SMALL_PIECE];
        private int used;
        private int lastPlace;
        private final Section section = new Section();

        Writer(BlockRange range) {
            this.range = range;
        }

        void write(int place, SeriesSamples series, int begin, int end) throws IOException {
            reserve(MOST_SAMPLE_BYTES);
            uvarint(place - lastPlace);
            lastPlace = place;
            boolean plain = series.isPlain();
            uvarint(2L * (end - begin) + (plain ? 1 : 0));
            long time = 0;
            long interval = 0;
            long bits = 0;
            for (int i = begin; i < end; i++) {
                reserve(MOST_SAMPLE_BYTES);
                int kind = series.kind(i);
                if (!plain) {
                    buffer[used++] = (byte) (kind | (series.start(i) == 0 ? 0 : START));
                }
                long newInterval = series.time(i) - time;
                long change = newInterval - interval;
                uvarint((change << 1) ^ (change >> 63));
                time = series.time(i);
                interval = newInterval;
                if (series.start(i) != 0) {
                    bytes(series.start(i), 8);
                }
                if (kind == SampleBuffer.HISTOGRAM || kind == SampleBuffer.FLOAT_HISTOGRAM) {
                    int length = series.length(i);
                    uvarint(length);
                    reserve(length);
                    System.arraycopy(series.bytes(), (int) series.value(i), buffer, used, length);
                    used += length;
                } else {
                    value(series.value(i) ^ bits);
                    bits = series.value(i);
                }
            }
        }

        private void value(long change) {
            if (change == 0) {
                buffer[used++] = 0;
                return;
            }
            int leading = Long.numberOfLeadingZeros(change) >>> 3;
            int trailing = Long.numberOfTrailingZeros(change) >>> 3;
            buffer[used++] = (byte) (1 + 8 * leading + trailing);
            bytes(change >>> (8 * trailing), 8 - leading - trailing);
        }

        private void bytes(long value, int count) {
            for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
                buffer[used++] = (byte) (value >>> shift);
            }
        }

        private void uvarint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                buffer[used++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            buffer[used++] = (byte) rest;
        }

        private void reserve(int wanted) throws IOException {
            if (buffer.length - used >= wanted) {
                return;
            }
            flush();
            if (buffer.length < wanted) {
                buffer = new byte[wanted];
            }
        }

        void flush() throws IOException {
            if (used == 0) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, used);
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
            section.add(end, used);
            end += used;
            used = 0;
        }
    }

    /// Reads one section.
    private final class Reader implements SortedRun {
        private final Section section;
        private byte[] buffer;
        private int at;
        private int limit;
        private int piece;
        private int done;
        private int place;

        Reader(Section section, int bufferSize) throws IOException {
            this.section = section;
            buffer = new byte[bufferSize];
            next();
        }

        private void next() throws IOException {
            place = fill(MOST_SAMPLE_BYTES) ? place + (int) uvarint() : END;
        }

        @Override
        public int place() {
            return place;
        }

        @Override
        public void read(SeriesSamples target) throws IOException {
            fill(MOST_SAMPLE_BYTES);
            long head = uvarint();
            boolean plain = (head & 1) == 1;
            long time = 0;
            long interval = 0;
            long bits = 0;
            for (long left = head >>> 1; left > 0; left--) {
                fill(MOST_SAMPLE_BYTES);
                int kind = plain ? SampleBuffer.FLOAT : buffer[at++];
                long change = uvarint();
                interval += (change >>> 1) ^ -(change & 1);
                time += interval;
                long start = 0;
                if ((kind & START) != 0) {
                    start = bytes(8);
                    kind ^= START;
                }
                if (kind == SampleBuffer.HISTOGRAM || kind == SampleBuffer.FLOAT_HISTOGRAM) {
                    int length = (int) uvarint();
                    fill(length);
                    target.addHistogram(kind, time, start, buffer, at, length);
                    at += length;
                } else {
                    bits ^= value();
                    target.add(kind, time, start, bits);
                }
            }
            next();
        }

        private long value() {
            int head = buffer[at++];
            if (head == 0) {
                return 0;
            }
            int leading = (head - 1) >>> 3;
            int trailing = (head - 1) & 7;
            return bytes(8 - leading - trailing) << (8 * trailing);
        }

        private long bytes(int count) {
            long value = 0;
            for (int i = 0; i < count; i++) {
                value = (value << 8) | (buffer[at++] & 0xff);
            }
            return value;
        }

        private long uvarint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                int digit = buffer[at++];
                value |= (long) (digit & 0x7f) << shift;
                if (digit >= 0) {
                    return value;
                }
            }
        }

        /// Has that many bytes in the buffer, or as many as there are; false when there is none.
        private boolean fill(int wanted) throws IOException {
            if (limit - at >= wanted) {
                return true;
            }
            System.arraycopy(buffer, at, buffer, 0, limit - at);
            limit -= at;
            at = 0;
            if (buffer.length < wanted) {
                buffer = Arrays.copyOf(buffer, wanted);
            }
            while (limit < buffer.length && piece < section.pieces) {
                int more = Math.min(buffer.length - limit, section.lengths[piece] - done);
                int read = channel.read(ByteBuffer.wrap(buffer, limit, more), section.offsets[piece] + done);
                if (read < 0) {
                    throw new IOException(path + ": cut short while it was in use");
                }
                limit += read;
                done += read;
                if (done == section.lengths[piece]) {
                    piece++;
                    done = 0;
                }
            }
            return limit > at;
        }
    }
}
