package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A directory whose blocks come and go meanwhile, as those of a running Prometheus do: one is renamed into its
/// place when it is complete, and out of it before it is deleted.
@Timeout(60)
class VanishingBlocksTest {
    private static final String STAYS = "01HF7YAT00AAAAAAAAAAAAAAAA";
    private static final String COME_AND_GO = "01HF7YAT00BBBBBBBBBBBB";
    private static final int RUNS = 40;

    @TempDir
    Path directory;

    @Test
    void aBlockThatGoesIsNoDamage() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        image(STAYS).write(data);
        AtomicBoolean done = new AtomicBoolean();
        Thread prometheus = Thread.ofPlatform().start(() -> {
            // A name never comes back.
            for (int number = 1000; !done.get(); number++) {
                comeAndGo(data, COME_AND_GO + number);
            }
        });
        boolean[] seen = new boolean[3];
        try {
            for (int i = 0; i < RUNS; i++) {
                ToolRun analyze = ToolRun.of("analyze", data, "-o", "json");
                assertThat(analyze.err()).isEmpty();
                assertThat(analyze.exitCode()).isEqualTo(ExitCode.OK);
                JsonNode report = analyze.json();
                int blocks = report.get("blocks").size();
                seen[blocks] = true;
                assertThat(report.at("/bytesPerSample/samples").intValue()).isEqualTo(5 * blocks);

                ToolRun dump = ToolRun.of("dump", data);
                assertThat(dump.err()).isEmpty();
                assertThat(PromtoolDump.lines(dump.out())).hasSizeBetween(5, 10);

                ToolRun list = ToolRun.of("list", data, "-o", "json");
                assertThat(list.err()).isEmpty();
            }
        } finally {
            done.set(true);
            prometheus.join();
        }
        assertThat(seen[1] && seen[2]).as("runs with and without the block").isTrue();
    }

    private static BlockImage image(String ulid) {
        return new BlockImage(ulid).series(Map.of("__name__", "up", "block", ulid), 1_700_000_400_000L, 5);
    }

    private void comeAndGo(Path data, String ulid) {
        try {
            Path creating = data.resolve(ulid + ".tmp-for-creation");
            Path block = data.resolve(ulid);
            Path deleting = data.resolve(ulid + ".tmp-for-deletion");
            Files.move(image(ulid).write(directory.resolve("spare")), creating);
            Files.move(creating, block);
            Thread.sleep(4);
            Files.move(block, deleting);
            List<Path> files;
            try (Stream<Path> walk = Files.walk(deleting)) {
                files = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.delete(file);
            }
            Thread.sleep(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
