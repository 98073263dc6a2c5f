package dev.headroom.replay.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A file that notes what has arrived, so that a run that was interrupted goes on where it stopped.
///
/// ```
/// magic "headroom replay 1\n" 18 bytes, zeros up to byte 24
/// fingerprint 32 bytes, shift in milliseconds 8, parts 4, CRC32C of the 44 bytes 4       at byte 24
/// zeros up to byte 128
/// the progress of the windows, then that of each part: two notes of 32 bytes each, of which the one counts
/// that is sound and has the higher number:
///     number 4, start of the window 8, samples of the window that have arrived 8, samples of the part before
/// 8,
///     CRC32C of the 28 bytes 4
/// ```
///
/// The progress of the windows says that everything before the window has arrived; a part's, how much of the
/// part's samples in the window have, in the order in which they are always sent. Notes are written after
/// each request, so a killed process has noted all but the requests under way; they are brought to the disk
/// ([#force]) now and then, so after the machine's own end there may be more that is sent again.
final class Journal implements AutoCloseable {
    private static final byte[] MAGIC =
            Arrays.copyOf("headroom replay 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 24);
    private static final int HEADER = 128;
    private static final int NOTE = 32;

    /// How far something has come.
    ///
    /// @param window start of the window
    /// @param arrived samples of the window that have arrived
    /// @param before samples of earlier windows that have
    record Progress(long window, long arrived, long before) {
        static final Progress NONE = new Progress(Long.MIN_VALUE, 0, 0);
    }

    private final Path path;
    private final FileChannel file;
    private final boolean resumed;
    private final long shift;
    private final int[] numbers;
    private final Progress[] progress;

    private Journal(Path path, FileChannel file, boolean resumed, long shift, int[] numbers, Progress[] progress) {
        this.path = path;
        this.file = file;
        this.resumed = resumed;
        this.shift = shift;
        this.numbers = numbers;
        this.progress = progress;
    }

    /// Opens a journal, or begins one where there is none.
    ///
    /// @param fingerprint of all that decides what is sent where
    /// @param shift milliseconds by which a new run moves the data; one that goes on keeps what it had
    /// @throws ReplayRefusedException when the file is no journal, is of another run, or a run is using it
    static Journal open(Path path, byte[] fingerprint, long shift, int parts) throws IOException {
        boolean exists = Files.exists(path) && Files.size(path) > 0;
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            lock(path, file);
            return exists ? resume(path, file, fingerprint, parts) : begin(path, file, fingerprint, shift, parts);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void lock(Path path, FileChannel file) throws IOException {
        FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new ReplayRefusedException(path + ": another run is using this journal; wait for it, or end it");
        }
    }

    private static Journal begin(Path path, FileChannel file, byte[] fingerprint, long shift, int parts)
            throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER + (1 + parts) * 2 * NOTE);
        header.put(MAGIC).put(fingerprint).putLong(shift).putInt(parts);
        header.putInt(crc(header.array(), MAGIC.length, 44));
        writeFully(file, header.rewind(), 0);
        file.force(true);
        Progress[] progress = new Progress[1 + parts];
        Arrays.fill(progress, Progress.NONE);
        return new Journal(path, file, false, shift, new int[1 + parts], progress);
    }

    private static Journal resume(Path path, FileChannel file, byte[] fingerprint, int parts) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + (1 + parts) * 2 * NOTE);
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
            // Until it is full or the file ends.
        }
        byte[] array = bytes.array();
        if (!Arrays.equals(array, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ReplayRefusedException(
                    path + ": not a journal of a replay, and left alone; --journal names another file");
        }
        ByteBuffer header = ByteBuffer.wrap(array, MAGIC.length, 48);
        byte[] found = new byte[32];
        header.get(found);
        long shift = header.getLong();
        int foundParts = header.getInt();
        if (header.getInt() != crc(array, MAGIC.length, 44)) {
            throw new ReplayRefusedException(
                    path + ": a damaged journal; what has arrived is not known. Delete it to send everything again");
        }
        if (!Arrays.equals(found, fingerprint) || foundParts != parts) {
            throw new ReplayRefusedException(path + ": the journal of another replay: of other data, series, times,"
                    + " changes, window or server, or the directory has changed since. Go on with what it was begun with, or"
                    + " delete it to begin anew");
        }
        int[] numbers = new int[1 + parts];
        Progress[] progress = new Progress[1 + parts];
        for (int i = 0; i <= parts; i++) {
            progress[i] = Progress.NONE;
            for (int half = 0; half < 2; half++) {
                int at = HEADER + (2 * i + half) * NOTE;
                ByteBuffer note = ByteBuffer.wrap(array, at, NOTE);
                int number = note.getInt();
                if (number > numbers[i]
                        && crc(array, at, 28)
                                == ByteBuffer.wrap(array, at + 28, 4).getInt()) {
                    numbers[i] = number;
                    progress[i] = new Progress(note.getLong(), note.getLong(), note.getLong());
                }
            }
        }
        return new Journal(path, file, true, shift, numbers, progress);
    }

    Path path() {
        return path;
    }

    /// Whether this goes on with an earlier run.
    boolean isResumed() {
        return resumed;
    }

    /// Milliseconds by which the data is moved.
    long shift() {
        return shift;
    }

    /// The window before which everything has arrived; the earliest there is when that is nothing.
    long completeBefore() {
        return progress[0].window();
    }

    /// How far a part has come.
    Progress of(int part) {
        return progress[1 + part];
    }

    /// Samples of all parts that have arrived.
    long arrived() {
        long sum = 0;
        for (int i = 1; i < progress.length; i++) {
            sum += progress[i].arrived() + progress[i].before();
        }
        return sum;
    }

    /// Notes that samples of a part's window have arrived, so many of it in all.
    void note(int part, long window, long arrived) throws IOException {
        Progress known = of(part);
        long before = known.window() == window ? known.before() : known.before() + known.arrived();
        write(1 + part, new Progress(window, arrived, before));
    }

    /// Notes that everything before this window has arrived.
    void noteComplete(long window) throws IOException {
        write(0, new Progress(window, 0, 0));
    }

    private void write(int place, Progress now) throws IOException {
        int number = numbers[place] + 1;
        ByteBuffer note = ByteBuffer.allocate(NOTE);
        note.putInt(number).putLong(now.window()).putLong(now.arrived()).putLong(now.before());
        note.putInt(crc(note.array(), 0, 28));
        writeFully(file, note.rewind(), HEADER + (2L * place + (number & 1)) * NOTE);
        numbers[place] = number;
        progress[place] = now;
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
    }

    /// Brings all notes to the disk.
    void force() throws IOException {
        file.force(false);
    }

    /// Deletes the file: everything has arrived.
    void delete() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() throws IOException {
        if (file.isOpen()) {
            file.force(true);
            file.close();
        }
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
