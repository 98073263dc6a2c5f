package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A data directory of two small blocks, one of which a test damages, and what must then be true of every command.
final class DamagedData {
    static final long START = 1_700_000_400_000L;
    static final String HEALTHY = "01HF7YAT00AAAAAAAAAAAAAAAA";
    static final String DAMAGED = "01HF7YAT00BBBBBBBBBBBBBBBB";

    private final Path directory;
    private final String healthyDump;
    private final String wholeDump;
    private final String wholeMetrics;
    private final String healthyMetrics;

    DamagedData(Path directory) {
        this.directory = directory;
        healthy().write(directory);
        healthyDump = ToolRun.output("dump", directory);
        healthyMetrics = metrics().out();
        image().write(directory);
        wholeDump = ToolRun.output("dump", directory);
        wholeMetrics = metrics().out();
        assertThat(wholeMetrics).isNotEqualTo(healthyMetrics);
    }

    private static BlockImage healthy() {
        return new BlockImage(HEALTHY)
                .series(Map.of("__name__", "up", "job", "a"), START, 5)
                .series(Map.of("__name__", "up", "job", "c"), START, 3);
    }

    /// The block that tests damage, whole. Its series lie before, between and behind those of the other one.
    static BlockImage image() {
        return new BlockImage(DAMAGED)
                .series(Map.of("__name__", "down", "job", "a"), START, 4)
                .series(Map.of("__name__", "up", "instance", "i", "job", "b"), START + 3_600_000, 6)
                .series(Map.of("__name__", "up", "job", "c"), START + 3_600_000, 2)
                .series(Map.of("__name__", "zz", "job", "c"), START, 1)
                .tombstone(20, 0, 1)
                .tombstone(22, START, START + 1);
    }

    Path directory() {
        return directory;
    }

    Path block() {
        return directory.resolve(DAMAGED);
    }

    /// Puts the block anew, with what is wrong in it.
    DamagedData put(BlockImage image) {
        image.write(directory);
        return this;
    }

    /// Writes one file of the block anew.
    DamagedData put(String file, byte[] bytes) {
        try {
            Files.write(block().resolve(file), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The directory is as good as ever, for every command.
    void assertWhole() {
        assertThat(ToolRun.output("dump", directory)).isEqualTo(wholeDump);
        assertThat(metrics()).isEqualTo(new ToolRun(ExitCode.OK, wholeMetrics, ""));
    }

    /// Series, samples and bytes of all metrics, quickly.
    private ToolRun metrics() {
        return ToolRun.of("analyze", directory, "--limit", 0, "--threads", 1, "-o", "csv", "--table", "metrics");
    }

    /// All commands name the file, leave the block out, go on with the other one and end with 3; strict ones stop.
    ///
    /// @param file the file in the block that must be named
    /// @param gist what the line must say besides
    void assertBlockLeftOut(String file, String... gist) {
        assertReported("analyze", file, gist);
        assertDumpGoesOn(file);
        assertAlone(file);
    }

    /// As [#assertBlockLeftOut], but the file is fine for all who do not read samples.
    void assertDumpGoesOn(String file) {
        ToolRun dump = watched("dump", directory);
        assertThat(dump.exitCode()).isEqualTo(ExitCode.DATA);
        assertComplaints(dump, file);
        List<String> lines = PromtoolDump.lines(dump.out());
        assertThat(lines).containsAll(PromtoolDump.lines(healthyDump));
        assertThat(PromtoolDump.lines(wholeDump)).containsAll(lines);
        assertThat(lines).hasSizeLessThan(PromtoolDump.lines(wholeDump).size()).doesNotHaveDuplicates();

        ToolRun strict = watched("dump", directory, "--strict");
        assertThat(strict.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(strict.complaints()).hasSize(1);
        assertComplaints(strict, file);
    }

    /// `list` says so as well; it looks at nothing but `meta.json`.
    void assertListLeavesOut(String file, String... gist) {
        ToolRun list = assertReported("list", file, gist);
        assertThat(list.json().get("blocks").findValuesAsString("ulid")).containsExactly(HEALTHY);
    }

    /// Whatever is wrong: a run ends well and without a word, or with a complaint and the answer without the block.
    void assertNoHarmToAnalyze() {
        ToolRun run = metrics();
        if (run.exitCode() == ExitCode.OK) {
            assertThat(run.err()).isEmpty();
        } else {
            assertLeftOut(run, "");
        }
    }

    /// Like [#assertNoHarmToAnalyze], for a dump, which goes on behind a series or a chunk that is damaged.
    void assertNoHarmToDump() {
        ToolRun run = ToolRun.of("dump", directory);
        assertThat(run.exitCode()).isEqualTo(run.err().isEmpty() ? ExitCode.OK : ExitCode.DATA);
        if (!run.err().isEmpty()) {
            assertComplaints(run, "");
        }
    }

    /// The answer is the whole one, or there is a complaint about the file and the block is left out.
    ///
    /// @return whether the answer is the whole one
    boolean isWholeOrLeftOut(String file) {
        ToolRun run = metrics();
        if (run.exitCode() == ExitCode.OK) {
            assertThat(run).isEqualTo(new ToolRun(ExitCode.OK, wholeMetrics, ""));
            return true;
        }
        assertLeftOut(run, file);
        return false;
    }

    private void assertLeftOut(ToolRun run, String file) {
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertComplaints(run, file);
        assertThat(run.out()).isEqualTo(healthyMetrics);
    }

    private ToolRun assertReported(String command, String file, String... gist) {
        ToolRun run = watched(command, directory, "-o", "json");
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertComplaints(run, file);
        assertThat(Arrays.asList(gist))
                .allMatch(run.complaints().getFirst()::contains)
                .allMatch(run.json().at("/damaged/0/message").stringValue()::contains);
        JsonNode report = run.json();
        assertThat(report.get("blocks").findValuesAsString("ulid")).containsExactly(HEALTHY);
        assertThat(report.get("damaged")).hasSize(1);
        assertThat(report.at("/damaged/0/file").stringValue()).startsWith(block().toString());
        assertThat(report.at("/damaged/0/offset").isIntegralNumber()).isTrue();
        assertThat(watched(command, directory).out()).contains(HEALTHY).contains("damaged");

        if (command.equals("analyze")) {
            ToolRun strict = watched(command, directory, "--strict");
            assertThat(strict.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(strict.out()).isEmpty();
            assertThat(strict.complaints()).hasSize(1);
            assertComplaints(strict, file);
        }
        return run;
    }

    /// The block as the command's argument: there is nothing else to show.
    private void assertAlone(String file) {
        ToolRun alone = watched("analyze", block());
        assertThat(alone.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(alone.complaints()).hasSize(1);
        assertComplaints(alone, file);
    }

    /// A run that must leave the directory as it is.
    private ToolRun watched(Object... arguments) {
        Map<String, String> before = files();
        ToolRun run = ToolRun.of(arguments);
        assertThat(files()).isEqualTo(before);
        assertThat(run.out()).doesNotContain("\tat ", "Exception");
        return run;
    }

    private void assertComplaints(ToolRun run, String file) {
        assertThat(run.complaints())
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(11)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("headroom: ")
                        .doesNotContain("internal error", "out of memory", "Exception", "Error:")
                        .doesNotContainPattern("\\p{Cntrl}"));
        assertThat(run.complaints().getFirst()).contains(block().resolve(file).toString());
    }

    private Map<String, String> files() {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                all.put(file.toString(), attributes.size() + " " + attributes.lastModifiedTime());
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
