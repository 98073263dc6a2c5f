package dev.headroom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Makes the JVM ready, on threads of their own while the options are read, for what commands do right after that:
/// reading `meta.json` and mapping files. The classes for it take milliseconds at their first use.
final class WarmUp {
    private static final byte[] META = "{\"version\":1}".getBytes(UTF_8);

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
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), META)) {
            while (parser.nextToken() != null) {
                parser.currentName();
            }
        }
    }

    /// Native memory takes the classes that mapped memory takes.
    private static void map() {
        try (Arena arena = Arena.ofShared()) {
            arena.allocate(1).asByteBuffer().get();
        }
    }
}
