package dev.headroom.tsdb;

import io.airlift.compress.v3.snappy.SnappyNativeDecompressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The native library of snappy that comes with the one in Java: it compresses in a third of the time and decompresses
/// in two thirds of it, but takes the processor time of decompressing some 200 MiB to load.
public final class NativeSnappy {
    /// Where the library unpacks its native code.
    private static final String FOLDER = "aircompressor.tmpdir";

    // Held while the library's file lies in the temporary folder.
    private static final Lock UNPACKING = new ReentrantLock();

    // What loads it beside the caller.
    private static final AtomicReference<Thread> LOADER = new AtomicReference<>();

    private static volatile boolean ready;

    private NativeSnappy() {}

    private static final class Library {
        private static final boolean AVAILABLE = load();
    }

    /// Whether there is one for this machine; loads it at the first call.
    public static boolean isAvailable() {
        return Library.AVAILABLE;
    }

    /// Begins to load it, beside the caller, unless somebody has.
    public static void begin() {
        Thread thread = new Thread(() -> ready = isAvailable(), "headroom-snappy");
        thread.setDaemon(true);
        if (LOADER.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    /// Whether it has been loaded since [#begin].
    public static boolean isReady() {
        return ready;
    }

    /// Waits until nothing of the library lies in the temporary folder: for who is about to end the JVM.
    public static void awaitLoaded() {
        Thread thread = LOADER.get();
        try {
            if (thread != null) {
                thread.join();
            }
            UNPACKING.lockInterruptibly();
            UNPACKING.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean load() {
        UNPACKING.lock();
        try {
            return unpack();
        } catch (IOException e) {
            // Then Java has to do.
            System.setProperty("io.airlift.compress.v3.disable-native", "true");
            return false;
        } finally {
            UNPACKING.unlock();
        }
    }

    /// The file is of no more use once it is loaded, and the library would delete it no sooner than the JVM ends in
    /// good order.
    private static boolean unpack() throws IOException {
        String before = System.getProperty(FOLDER);
        Path folder = Files.createTempDirectory("headroom-snappy");
        try {
            System.setProperty(FOLDER, folder.toString());
            return SnappyNativeDecompressor.isEnabled();
        } finally {
            if (before == null) {
                System.clearProperty(FOLDER);
            } else {
                System.setProperty(FOLDER, before);
            }
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
