package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `headroom verify` on blocks that a real Prometheus wrote.
class VerifyCommandTest {
    @TempDir
    Path folder;

    /// A copy of the demo's blocks.
    private Path copy() throws IOException {
        Path demo = Fixtures.demo();
        Files.walkFileTree(demo, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(
                        folder.resolve(demo.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, folder.resolve(demo.relativize(file).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
        return folder;
    }

    @Test
    void theDemoIsSound() throws IOException {
        JsonNode report = ToolRun.json("verify", Fixtures.demo());
        assertThat(report.at("/sound").booleanValue()).isTrue();
        DataDirectory directory = DataDirectory.list(Fixtures.demo());
        assertThat(report.at("/blocks").size()).isEqualTo(directory.blocks().size());
        for (int i = 0; i < directory.blocks().size(); i++) {
            JsonNode block = report.at("/blocks/" + i);
            BlockMeta.Stats stats = directory.blocks().get(i).meta().stats();
            assertThat(block.at("/series").longValue()).isEqualTo(stats.series());
            assertThat(block.at("/chunks").longValue()).isEqualTo(stats.chunks());
            assertThat(block.at("/samples").longValue()).isEqualTo(stats.samples());
        }
        assertThat(ToolRun.output("verify", Fixtures.demo()))
                .contains(": sound\n")
                .contains("BLOCKS");
        assertThat(ToolRun.output(
                        "verify",
                        "--threads",
                        "1",
                        Fixtures.blocks(Fixtures.demo()).getFirst()))
                .contains(": 1 block, ");
    }

    @Test
    void blocksOfNewerReleasesAreSound() throws IOException {
        for (String name :
                new String[] {"prometheus-3.14/classic", "prometheus-3.14/xor2", "prometheus-3.14/st", "index-v1"}) {
            assertThat(ToolRun.output("verify", Fixtures.shared().resolve(name)))
                    .contains(": sound\n");
        }
    }

    @Test
    void aFlippedByteIsAFault() throws IOException {
        Path block = Fixtures.blocks(copy()).getFirst();
        for (String name : new String[] {"index", "chunks/000001"}) {
            Path file = block.resolve(name);
            byte[] good = Files.readAllBytes(file);
            for (int i = 1; i < good.length; i += good.length / 23) {
                byte[] bad = good.clone();
                bad[i] ^= 0x10;
                Files.write(file, bad);
                ToolRun run = ToolRun.of("verify", block);
                assertThat(run.exitCode()).as("byte %s of %s", i, name).isEqualTo(ExitCode.DATA);
                assertThat(run.out()).contains(block.getFileName() + ": damage: ");
            }
            Files.write(file, good);
        }
        assertThat(ToolRun.of("verify", block).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aCopyHasTheSamplesOfItsOriginal() throws IOException {
        Path copy = copy();
        // Deleted samples would have to be gone.
        for (Path block : Fixtures.blocks(copy)) {
            Files.deleteIfExists(block.resolve("tombstones"));
            Path meta = block.resolve("meta.json");
            Files.writeString(
                    meta, Files.readString(meta).replaceAll("\"numTombstones\": *\\d+", "\"numTombstones\":0"));
        }
        JsonNode report = ToolRun.json("verify", copy, "--against", copy);
        assertThat(report.at("/comparisons").size())
                .isEqualTo(report.at("/blocks").size());
        for (int i = 0; i < report.at("/blocks").size(); i++) {
            JsonNode samples = report.at("/comparisons/" + i + "/samples");
            assertThat(samples.at("/kept").longValue())
                    .isEqualTo(report.at("/blocks/" + i + "/samples").longValue())
                    .isEqualTo(samples.at("/original").longValue())
                    .isEqualTo(samples.at("/rewritten").longValue());
        }
        ToolRun run = ToolRun.of("verify", copy, "--against", copy, "--drop-label", "pod");
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("difference: ").contains("samples are nowhere");
        run = ToolRun.of("verify", copy, "--against", copy, "--delete", "node_load1");
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).contains("{__name__=\"node_load1\"").contains("that no original has");
    }

    @Test
    void whatWasChangedMattersWithAnOriginalOnly() {
        assertThat(ToolRun.of("verify", folder, "--drop-label", "pod").err()).contains("with --against only");
        assertThat(ToolRun.of("verify", folder, "--against", folder, "--job", "a")
                        .err())
                .contains("--relabel");
        assertThat(ToolRun.of("verify", folder, "--against", folder, "--from", "1")
                        .err())
                .contains("--delete");
        assertThat(ToolRun.of("verify", folder, "--against", folder, "--on-collision", "x")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aBlockThatCannotBeListedIsAFault() throws IOException {
        Path block = Fixtures.blocks(copy()).getFirst();
        Files.writeString(block.resolve("meta.json"), "{");
        ToolRun run = ToolRun.of("verify", "-o", "json", folder);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.json().at("/sound").booleanValue()).isFalse();
        assertThat(run.json().at("/findings/0/message").stringValue()).contains("meta.json");
    }

    @Test
    void whatIsNoDirectoryIsSaid() {
        assertThat(ToolRun.of("verify", folder.resolve("none")).exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(ToolRun.of("verify", "--threads", "0", folder).exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
