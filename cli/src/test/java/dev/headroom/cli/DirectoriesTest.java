package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Paths that are no data directory, and what else lies in one besides blocks.
class DirectoriesTest {
    private static final String FIRST = "01HF7YAT00AAAAAAAAAAAAAAAA";
    private static final String SECOND = "01HF7YAT00BBBBBBBBBBBBBBBB";
    private static final long START = 1_700_000_400_000L;

    @TempDir
    Path directory;

    @BeforeEach
    void write() {
        image(FIRST).write(directory);
    }

    private static BlockImage image(String ulid) {
        return new BlockImage(ulid)
                .series(Map.of("__name__", "up", "job", "a"), START, 5)
                .series(Map.of("__name__", "up", "job", "b"), START, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "analyze", "dump"})
    void aPathThatIsNoDataDirectoryIsNamedInOneLine(String command) throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        assertRefused(command, elsewhere.resolve("nowhere"), "no such directory");
        assertRefused(command, Files.writeString(elsewhere.resolve("file"), "x"), "a file", "data directory");
        assertRefused(command, Files.createDirectory(elsewhere.resolve("empty")), "empty", "data directory");
        assertRefused(command, elsewhere, "no Prometheus data directory", "wal");

        Path parent = Files.createDirectory(elsewhere.resolve("parent"));
        Fixtures.copy(
                directory.resolve(FIRST),
                Files.createDirectory(parent.resolve("data")).resolve(FIRST));
        assertRefused(command, parent, "did you mean " + parent.resolve("data"));

        Path old = Files.createDirectory(elsewhere.resolve("old"));
        Files.writeString(old.resolve("VERSION"), "1");
        Files.createDirectory(old.resolve("archived_fingerprint_to_metric"));
        Files.writeString(old.resolve("heads.db"), "x");
        assertRefused(command, old, "Prometheus 1.x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index", "chunks", "chunks/000001", "meta.json"})
    void aPathInsideABlockIsNoDataDirectory(String inside) {
        Path path = inside.isEmpty() ? Path.of("") : directory.resolve(FIRST).resolve(inside);
        for (String command : List.of("list", "analyze", "dump")) {
            ToolRun run = ToolRun.of(command, path);
            assertThat(run.exitCode()).isIn(ExitCode.DATA, ExitCode.USAGE);
            assertThat(run.out()).isEmpty();
            assertThat(run.complaints()).hasSize(1);
        }
    }

    @Test
    void aBlockThatIsNotThereIsNotAnalyzed() {
        ToolRun run = ToolRun.of("analyze", directory, "--block", SECOND);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains(SECOND).contains("headroom list");
        // Whatever is no block's name must not lead out of the directory.
        assertThat(ToolRun.of("analyze", directory, "--block", "../" + directory.getFileName() + "/" + FIRST)
                        .exitCode())
                .isIn(ExitCode.DATA, ExitCode.USAGE);
    }

    @Test
    void aBlockWithoutMetaIsNamedAndLeftOut() throws IOException {
        Files.delete(image(SECOND).write(directory).resolve("meta.json"));
        for (String command : List.of("list", "analyze", "dump")) {
            ToolRun run = ToolRun.of(command, directory);
            assertThat(run.exitCode()).as(command).isEqualTo(ExitCode.DATA);
            assertThat(run.complaints()).hasSize(1);
            assertThat(run.err()).contains(SECOND).contains("meta.json");
        }
        assertRefused("analyze", directory.resolve(SECOND), "meta.json");

        JsonNode report = ToolRun.of("analyze", directory, "-o", "json").json();
        assertThat(report.get("blocks").findValuesAsString("ulid")).containsExactly(FIRST);
        assertThat(report.at("/ignored/0/path").stringValue()).isEqualTo(SECOND);
        long bytes = BlockFacts.bytes(directory.resolve(SECOND));
        assertThat(report.at("/disk/reclaimable/ignored").longValue()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"tmp-for-creation", "tmp-for-deletion", "tmp"})
    void whatPrometheusPassesOverIsListedAndReclaimable(String suffix) {
        Path left = Fixtures.copy(directory.resolve(FIRST), directory.resolve(SECOND + "." + suffix));
        JsonNode report = ToolRun.json("analyze", directory);
        assertThat(report.get("blocks").findValuesAsString("ulid")).containsExactly(FIRST);
        assertThat(report.at("/ignored/0/path").stringValue())
                .isEqualTo(left.getFileName().toString());
        assertThat(report.at("/disk/reclaimable/ignored").longValue()).isEqualTo(BlockFacts.bytes(left));
        assertThat(ToolRun.output("list", directory))
                .contains(left.getFileName().toString());
        assertThat(PromtoolDump.lines(ToolRun.output("dump", directory))).hasSize(8);
    }

    @Test
    void aParentThatItsChildHasReplacedIsNotCounted() {
        String child = image(SECOND)
                .goodMeta()
                .replace(
                        "\"sources\"",
                        "\"parents\":[{\"ulid\":\"%s\",\"minTime\":0,\"maxTime\":1}],\"sources\"".formatted(FIRST));
        image(SECOND).meta(child).write(directory);
        JsonNode report = ToolRun.json("analyze", directory);
        assertThat(report.get("blocks").findValuesAsString("ulid")).containsExactly(SECOND);
        assertThat(report.at("/ignored/0/reason").stringValue())
                .contains("replaced")
                .contains(SECOND);
        assertThat(report.at("/bytesPerSample/samples").longValue()).isEqualTo(8);
    }

    /// A block is not its own parent's child, and two blocks are not each other's.
    @Test
    void parentsInCirclesEndNowhere() {
        String parents = "\"parents\":[{\"ulid\":\"%s\"}],\"sources\"";
        image(FIRST)
                .meta(image(FIRST).goodMeta().replace("\"sources\"", parents.formatted(SECOND)))
                .write(directory);
        image(SECOND)
                .meta(image(SECOND).goodMeta().replace("\"sources\"", parents.formatted(FIRST)))
                .write(directory);
        for (String command : List.of("list", "analyze", "dump")) {
            assertThat(ToolRun.of(command, directory).exitCode()).isIn(ExitCode.OK, ExitCode.DATA);
            assertThat(ToolRun.of(command, directory).err()).doesNotContain("internal");
        }
    }

    @Test
    void anEmptiedBlockIsNotCounted() {
        image(SECOND)
                .meta(image(SECOND).goodMeta().replace("\"level\":1", "\"level\":2,\"deletable\":true"))
                .write(directory);
        JsonNode report = ToolRun.json("analyze", directory);
        assertThat(report.get("blocks").findValuesAsString("ulid")).containsExactly(FIRST);
        assertThat(report.get("ignored")).hasSize(1);
    }

    @Test
    void filesAndDirectoriesOfOtherNamesAreNobodysBusiness() throws IOException {
        Files.writeString(directory.resolve(SECOND), "a file with a block's name");
        Files.writeString(directory.resolve("queries.active"), "");
        Files.createDirectory(directory.resolve("lost+found"));
        for (String odd : List.of(FIRST + "A", FIRST.substring(1), FIRST.replace('A', 'U'), FIRST.replace('0', '9'))) {
            Fixtures.copy(directory.resolve(FIRST), directory.resolve(odd));
        }
        assertThat(ToolRun.json("analyze", directory).get("blocks").findValuesAsString("ulid"))
                .containsExactly(FIRST);
        assertThat(PromtoolDump.lines(ToolRun.output("dump", directory))).hasSize(8);
    }

    @Test
    void onlyALogIsADataDirectoryOfNoBlocks() throws IOException {
        Path young = Files.createDirectory(directory.resolve("young"));
        Files.createDirectory(young.resolve("wal"));
        assertThat(ToolRun.json("list", young).get("blocks")).isEmpty();
        JsonNode report = ToolRun.json("analyze", young);
        assertThat(report.get("blocks")).isEmpty();
        assertThat(report.at("/series/total").longValue()).isZero();
        assertThat(report.has("dataEnd")).isFalse();
        assertThat(ToolRun.output("dump", young)).isEmpty();
        assertThat(ToolRun.output("analyze", young)).contains("no samples").doesNotContain("-29227", "NaN");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "sub/..", "link", "with space", "per%cent", "ünï", "quote\"d"})
    void aDirectoryMayBeNamedInManyWays(String name) throws IOException {
        Path data = Files.createDirectory(directory.resolve("d"));
        Files.createDirectory(data.resolve("sub"));
        Fixtures.copy(directory.resolve(FIRST), data.resolve(FIRST));
        Path path = switch (name) {
            case ".", "sub/.." -> data.resolve(name);
            case "link" -> Files.createSymbolicLink(directory.resolve("link"), data);
            default -> Files.move(data, directory.resolve(name));
        };
        assertThat(ToolRun.json("analyze", path).at("/series/total").longValue())
                .isEqualTo(2);
        assertThat(PromtoolDump.lines(ToolRun.output("dump", path))).hasSize(8);
    }

    /// Two blocks of the same name in their `meta.json`: every sample counts once.
    @Test
    void aCopyUnderAnotherNameIsCountedOnce() {
        Fixtures.copy(directory.resolve(FIRST), directory.resolve(SECOND));
        assertThat(PromtoolDump.lines(ToolRun.of("dump", directory).out())).hasSize(8);
        assertThat(ToolRun.of("analyze", directory, "-o", "json")
                        .json()
                        .at("/bytesPerSample/samples")
                        .longValue())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "index", "tombstones", "chunks", "chunks/000001"})
    void whatMayNotBeReadIsLeftOut(String file) throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("the superuser may read everything")
                .isNotEqualTo("root");
        Path block = image(SECOND).write(directory);
        Files.setPosixFilePermissions(block.resolve(file), PosixFilePermissions.fromString("---------"));
        try {
            ToolRun run = ToolRun.of("analyze", directory, "-o", "json");
            assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(run.complaints()).hasSize(1);
            assertThat(run.err()).contains(SECOND).contains("permission denied");
            assertThat(run.json().get("blocks").findValuesAsString("ulid")).containsExactly(FIRST);
        } finally {
            Files.setPosixFilePermissions(block.resolve(file), PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void assertRefused(String command, Path path, String... gist) {
        ToolRun run = ToolRun.of(command, path);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).startsWith("headroom: " + path).contains(gist).doesNotContain("Exception", "internal");
    }
}
