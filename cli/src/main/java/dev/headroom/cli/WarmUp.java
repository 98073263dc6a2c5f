package dev.headroom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Makes the JVM ready, on a thread of its own while the options are read, for what commands do right after that:
/// reading `meta.json` and mapped files. The classes for it take milliseconds at their first use.
final class WarmUp {
    private static final byte[] META = "{\"version\":1}".getBytes(UTF_8);

    private WarmUp() {}

    static void begin() {
        Thread thread = new Thread(WarmUp::run, "headroom-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        byte[] copy = new byte[META.length];
        MemorySegment.copy(MemorySegment.ofArray(META), ValueLayout.JAVA_BYTE, 0, copy, 0, copy.length);
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), copy)) {
            while (parser.nextToken() != null) {
                parser.currentName();
            }
        }
    }
}
