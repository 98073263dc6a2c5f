package dev.headroom.tsdb;

import io.airlift.compress.v3.snappy.SnappyNativeDecompressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// The native library of snappy that comes with the one in Java: it compresses in a third of the time and decompresses
/// in two thirds of it, but takes the processor time of decompressing some 100 MiB to load.
public final class NativeSnappy {
    /// Where the library unpacks its native code.
    private static final String FOLDER = "aircompressor.tmpdir";

    private static final AtomicBoolean LOADING = new AtomicBoolean();
    private static volatile boolean ready;

    private NativeSnappy() {}

    private static final class Library {
        private static final boolean AVAILABLE = load();
    }

    /// Whether there is one for this machine; loads it at the first call.
    public static boolean isAvailable() {
        return Library.AVAILABLE;
    }

    /// Whether it has been loaded; the first call begins with that, beside the caller.
    public static boolean isReady() {
        if (!ready && !LOADING.getAndSet(true)) {
            Thread thread = new Thread(() -> ready = isAvailable(), "headroom-snappy");
            thread.setDaemon(true);
            thread.start();
        }
        return ready;
    }

    /// The file is of no more use once it is loaded, and the library would delete it no sooner than the JVM ends in
    /// good order.
    private static boolean load() {
        String before = System.getProperty(FOLDER);
        try {
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
        } catch (IOException e) {
            // Then Java has to do.
            System.setProperty("io.airlift.compress.v3.disable-native", "true");
            return false;
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
