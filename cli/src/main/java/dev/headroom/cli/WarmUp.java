package dev.headroom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Makes the JVM ready, on a thread of its own while the options are read, for what commands do right after that:
/// reading `meta.json`. The classes for it take milliseconds at their first use.
final class WarmUp {
    private static final byte[] META = "{\"version\":1}".getBytes(UTF_8);

    private WarmUp() {}

    static void begin() {
        Thread thread = new Thread(WarmUp::run, "headroom-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), META)) {
            while (parser.nextToken() != null) {
                parser.currentName();
            }
        }
    }
}
