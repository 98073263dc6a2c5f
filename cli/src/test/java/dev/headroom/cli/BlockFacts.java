package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a block's directory says without any reader of ours.
final class BlockFacts {
    private BlockFacts() {}

    static JsonNode meta(Path block) {
        return JsonMapper.shared().readTree(block.resolve("meta.json").toFile());
    }

    /// Bytes of all its files.
    static long bytes(Path block) {
        try (Stream<Path> files = Files.walk(block)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A name that differs from the block's in its last character.
    static String otherName(Path block) {
        String name = block.getFileName().toString();
        return name.substring(0, 25) + (name.endsWith("Z") ? "Y" : "Z");
    }

    /// Copies the block under another name, so that it stands for itself.
    static Path copyAs(Path block, Path directory, String ulid) {
        try {
            Path copy = Fixtures.copy(block, directory.resolve(ulid));
            Path meta = copy.resolve("meta.json");
            String name = block.getFileName().toString();
            String text = Files.readString(meta);
            String renamed = text.replaceFirst("(\"ulid\":\\s*\")" + name, "$1" + ulid);
            assertThat(renamed).isNotEqualTo(text);
            Files.writeString(meta, renamed);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
