package dev.headroom.cli;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.zip.CRC32C;

/// Makes the JVM ready, on threads of their own while the options are read, for what commands do right after that:
/// reading `meta.json`, mapping files and verifying checksums. The classes for it take milliseconds at their first
/// use.
final class WarmUp {
    private WarmUp() {}

    static void begin() {
        run(WarmUp::parse);
        run(WarmUp::map);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "headroom-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void parse() {
        try (JsonReader json = new JsonReader(new StringReader("{\"version\":1}"))) {
            json.setStrictness(Strictness.STRICT);
            json.skipValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Native memory takes the classes that mapped memory takes.
    private static void map() {
        try (Arena arena = Arena.ofShared()) {
            CRC32C crc = new CRC32C();
            crc.update(arena.allocate(1).asByteBuffer());
        }
    }
}
