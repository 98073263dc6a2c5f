package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// The records of a log, read, checked and decompressed by a thread of its own, a few MiB ahead of who decodes
/// them.
///
/// Decompressing is most of the work, and more of it than decoding mostly is. So that neither of the two threads
/// waits for the other, the one that decodes decompresses some of the records itself: more of them whenever it has
/// caught up with the reader, fewer whenever the reader has to wait for it.
///
/// Belongs to the thread that asks for the records, but for the [WalReader] in it, which nobody else may use.
public final class ReadAhead implements LogRecord, AutoCloseable {
    /// Bytes of records after which a batch is handed over.
    private static final int BATCH = 1 << 19;

    /// What a batch has room for at first: of a short log, clearing all of their memory would take longer than
    /// reading.
    private static final int FIRST_ROOM = 1 << 15;

    /// One that is filled, one that is read, and some between them, so that neither waits when the other is slow
    /// now and then.
    private static final int BATCHES = 12;

    /// Between so many batches that wait for the other thread, the share of the records that it has to decompress
    /// goes from all of them to none.
    private static final int FEW = 2;

    private static final int ENOUGH = 6;

    /// The part of the records that is left compressed is counted in sixteenths.
    private static final int SHARES = 16;

    private final WalReader reader;
    private final Predicate<RecordType> wanted;
    private final LongConsumer watcher;
    private final BlockingQueue<Batch> filled = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<Batch> free = new ArrayBlockingQueue<>(BATCHES);
    private final Thread thread;
    private volatile boolean closed;

    // The reading thread's: how many records of so many it leaves compressed, and how far the next such one is.
    private int left;
    private int due;

    // The other's.
    private Batch batch = new Batch();
    private int next;
    private final Unpacker unpacker = new Unpacker();
    private final Room unpacked = new Room(0);
    private byte[] record = batch.room.bytes();
    private int offset;
    private int length;
    private CorruptionException damage;

    /// Where the record begins that was never finished.
    public record Torn(Segment segment, long position) {}

    /// Records one after the other.
    private static final class Batch {
        private final Room room = new Room(FIRST_ROOM);
        private int count;
        private int[] ends = new int[64];
        private Segment[] segments = new Segment[64];
        private long[] positions = new long[64];
        private Compression[] compressions = new Compression[64];
        private int[] storedLengths = new int[64];
        // Whether a record is still compressed.
        private boolean[] packed = new boolean[64];
        private long storedBytes;

        /// Whether nothing follows, and what kept the reader from going on when that was no damage.
        private boolean last;

        private Throwable failure;

        private void clear() {
            room.clear();
            count = 0;
            storedBytes = 0;
        }

        /// Takes the reader's record.
        ///
        /// @param left whether to leave it compressed, if it is
        /// @return false when the record shows the log to be damaged
        private boolean add(WalReader reader, boolean left) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
                segments = Arrays.copyOf(segments, 2 * count);
                positions = Arrays.copyOf(positions, 2 * count);
                compressions = Arrays.copyOf(compressions, 2 * count);
                storedLengths = Arrays.copyOf(storedLengths, 2 * count);
                packed = Arrays.copyOf(packed, 2 * count);
            }
            boolean isPacked = reader.isPacked();
            if (!isPacked) {
                room.add(reader.record(), reader.offset(), reader.length());
            } else if (left) {
                room.add(reader.record(), reader.offset(), reader.storedLength());
            } else if (!reader.unpackTo(room)) {
                return false;
            }
            ends[count] = room.used();
            segments[count] = reader.segment();
            compressions[count] = reader.compression();
            storedLengths[count] = reader.storedLength();
            packed[count] = isPacked && left;
            positions[count++] = reader.position();
            return true;
        }
    }

    /// Begins to read.
    ///
    /// @param wanted the types of the records that are told of
    /// @param watcher told, now and then, how many bytes of the log have been read since it was told last
    public ReadAhead(WalReader reader, Predicate<RecordType> wanted, LongConsumer watcher) {
        this.reader = reader;
        this.wanted = wanted;
        this.watcher = watcher;
        for (int i = 1; i < BATCHES; i++) {
            free.add(new Batch());
        }
        thread = new Thread(this::read, "headroom-log");
        thread.setDaemon(true);
        thread.start();
    }

    /// Goes to the next record; false at the end of the log, be it whole, torn or damaged.
    ///
    /// @throws java.nio.file.NoSuchFileException when a segment is gone: the log was truncated since it was listed
    public boolean next() throws IOException {
        if (damage != null) {
            return false;
        }
        while (++next >= batch.count) {
            if (batch.last) {
                fail(batch.failure);
                return false;
            }
            batch.clear();
            free.add(batch);
            batch = take(filled);
            watcher.accept(batch.storedBytes);
            next = -1;
        }
        record = batch.room.bytes();
        offset = next == 0 ? 0 : batch.ends[next - 1];
        length = batch.ends[next] - offset;
        return !batch.packed[next] || unpack(batch.compressions[next]);
    }

    private boolean unpack(Compression compression) {
        unpacked.clear();
        try {
            length = unpacker.unpack(compression, record, offset, length, unpacked);
        } catch (CorruptionException e) {
            damage = WalReader.damagedRecord(batch.segments[next], batch.positions[next], e);
            return false;
        }
        record = unpacked.bytes();
        offset = 0;
        return true;
    }

    @Override
    public byte[] record() {
        return record;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int storedLength() {
        return batch.storedLengths[next];
    }

    @Override
    public Compression compression() {
        return batch.compressions[next];
    }

    @Override
    public Segment segment() {
        return batch.segments[next];
    }

    @Override
    public long position() {
        return batch.positions[next];
    }

    /// Ends the log at the current record, whose content turned out not to be what its type says.
    ///
    /// @param cause the damage, seen from the record's first byte
    public void reject(CorruptionException cause) {
        damage = WalReader.rejected(segment(), position(), cause);
    }

    /// The record that was never finished and within which the log ended, or `null`; known after the last record.
    public Torn torn() {
        boolean isTorn = damage == null && batch.last && reader.isTorn();
        return isTorn ? new Torn(reader.segment(), reader.position()) : null;
    }

    /// What ended the log before its end, or `null`; known after the last record.
    public CorruptionException damage() {
        return damage == null && batch.last ? reader.damage() : damage;
    }

    /// Stops reading.
    @Override
    public void close() {
        closed = true;
        // Wakes the thread when it waits for a batch to fill.
        free.offer(batch);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        Batch current = take(free);
        try (reader) {
            while (!closed && reader.advance()) {
                current.storedBytes += reader.storedLength();
                if (wanted.test(reader.type()) && !current.add(reader, isLeft())) {
                    break;
                }
                if (current.room.used() >= BATCH) {
                    filled.add(current);
                    current = take(free);
                    share();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is, who waits for the records has to hear of it.
            current.failure = e;
        }
        current.last = true;
        filled.add(current);
    }

    /// Whether the next record is left to the other thread to decompress.
    private boolean isLeft() {
        due += left;
        if (due < SHARES) {
            return false;
        }
        due -= SHARES;
        return true;
    }

    /// Leaves the more to the other thread the fewer batches wait for it.
    private void share() {
        int missing = Math.clamp(ENOUGH - filled.size(), 0, ENOUGH - FEW);
        left = SHARES * missing / (ENOUGH - FEW);
    }

    private static void fail(Throwable failure) throws IOException {
        if (failure == null) {
            return;
        }
        switch (failure) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    private static Batch take(BlockingQueue<Batch> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
