package dev.headroom.cli;

import dev.headroom.testing.block.BlockImage;
import java.nio.file.Path;
import java.util.Map;

/// A directory with a label that has one value (`region`), one that explodes (`build`: a new value every half
/// hour), and one that is needed (`path`).
final class Planted {
    private static final long START = 1_700_006_400_000L;
    private static final long HOUR = 3_600_000;

    private Planted() {}

    static Path write(Path folder) {
        for (int i = 0; i < 3; i++) {
            BlockImage block = new BlockImage("01HF7YAT0" + i + "AAAAAAAAAAAAAAAA");
            for (int n = 0; n < 800; n++) {
                int half = n % 4;
                block.series(
                        Map.of(
                                "__name__", "requests_" + n / 80,
                                "job", "app",
                                "instance", "host-" + n / 16 % 5 + ":8080",
                                "path", "/" + n / 4 % 4,
                                "region", "eu-central",
                                "build", "2026." + i + "." + half),
                        START + 2L * i * HOUR + half * HOUR / 2,
                        25);
            }
            block.write(folder);
        }
        return folder;
    }
}
