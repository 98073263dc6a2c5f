package dev.headroom.replay.log;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How much of a log nobody reads because of a damage: what lies behind it in its file, and all later files of the
/// same directory. Of head chunks, Prometheus deletes the damaged file as a whole.
final class LostBytes {
    private LostBytes() {}

    /// The bytes, or `null` when the damage is not in a numbered file.
    static Long of(CorruptionException damage) throws IOException {
        if (damage.file() == null) {
            return null;
        }
        Path file = Path.of(damage.file());
        Path directory = file.getParent();
        if (directory == null || !isNumber(file) || !Files.isDirectory(directory)) {
            return null;
        }
        boolean whole = directory.getFileName().toString().equals("chunks_head");
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(LostBytes::isNumber).toList();
        }
        long lost = 0;
        for (Path other : files) {
            int order = Long.compare(number(other), number(file));
            if (order > 0) {
                lost += Files.size(other);
            } else if (order == 0) {
                lost += Math.max(0, Files.size(other) - (whole ? 0 : damage.offset()));
            }
        }
        return lost;
    }

    private static boolean isNumber(Path file) {
        return file.getFileName().toString().matches("[0-9]{1,18}");
    }

    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString());
    }
}
