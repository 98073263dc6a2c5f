package dev.headroom.replay.remote;

import dev.headroom.write.block.Directories;
import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyNativeCompressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The compression of requests: native where the library has that for the machine, which takes a third of the time
/// of the one in Java.
final class Snappy {
    /// Where the library unpacks its native code.
    private static final String FOLDER = "aircompressor.tmpdir";

    static {
        load();
    }

    private Snappy() {}

    static SnappyCompressor compressor() {
        return SnappyCompressor.create();
    }

    /// The file is of no more use once it is loaded, and the library would delete it no sooner than the JVM ends in
    /// good order.
    private static void load() {
        String before = System.getProperty(FOLDER);
        try {
            Path folder = Files.createTempDirectory("headroom-snappy");
            try {
                System.setProperty(FOLDER, folder.toString());
                SnappyNativeCompressor.isEnabled();
            } finally {
                if (before == null) {
                    System.clearProperty(FOLDER);
                } else {
                    System.setProperty(FOLDER, before);
                }
                Directories.delete(folder);
            }
        } catch (IOException e) {
            // Then it is Java that compresses.
            System.setProperty("io.airlift.compress.v3.disable-native", "true");
        }
    }
}
