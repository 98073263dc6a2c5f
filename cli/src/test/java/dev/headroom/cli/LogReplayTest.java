package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.replay.log.LogReplayReport;
import dev.headroom.replay.log.LogReplayRequest;
import dev.headroom.replay.log.LogReplayRequest.Mode;
import dev.headroom.replay.log.LogReplayer;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `headroom replay wal` of the demo: what is chosen on the way, what there would be, what is refused.
class LogReplayTest {
    @TempDir
    Path temporary;

    private Path demo;
    private Path all;

    @BeforeEach
    void replayAll() {
        demo = Fixtures.demo();
        all = temporary.resolve("all");
        JsonNode report = ToolRun.json("replay", "wal", demo, "--out", all);
        assertThat(report.at("/blocks").size()).isEqualTo(1);
    }

    @Test
    void withTheOldBlocksNothingIsMissing() {
        Path out = temporary.resolve("out");
        ToolRun.output("replay", "wal", demo, "--out", out, "--with-blocks", "--block-duration", "7m");
        assertThat(Fixtures.blocks(out)).hasSizeGreaterThan(10);
        PromtoolDump.assertSameLines(ToolRun.output("dump", out), ToolRun.output("dump", demo));
        ToolRun.output("verify", out);
    }

    @Test
    void spilledOrNotTheBlocksAreTheSame() throws IOException {
        Path out = temporary.resolve("out");
        LogReplayReport report = LogReplayer.run(
                new LogReplayRequest(
                        demo,
                        Mode.OUT,
                        out,
                        false,
                        List.of(),
                        TimeRange.ALL,
                        new RelabelRules(List.of()),
                        7_200_000,
                        1_700_000,
                        1),
                new Progress());
        assertThat(report.read().spilledBytes()).isPositive();
        for (String file : List.of("index", "chunks/000001")) {
            assertThat(Fixtures.blocks(out).getFirst().resolve(file))
                    .hasSameBinaryContentAs(Fixtures.blocks(all).getFirst().resolve(file));
        }
    }

    @Test
    void seriesAndTimesAreChosen() {
        Path out = temporary.resolve("out");
        List<String> chosen = List.of(
                "--match",
                "{job=\"api\",code=~\"5..\"}",
                "--match",
                "up",
                "--from",
                "2026-11-21T10:20:00Z",
                "--to",
                "2026-11-21T11:00:00.5Z");
        ToolRun.output(arguments(chosen, "replay", "wal", demo, "--out", out));
        String dump = ToolRun.output("dump", out);
        assertThat(dump).isNotEmpty();
        PromtoolDump.assertSameLines(dump, ToolRun.output(arguments(chosen, "dump", all)));
        ToolRun.output("verify", out);
    }

    @Test
    void seriesAreRelabeledAsInBlocks() throws IOException {
        Path rules = Files.writeString(temporary.resolve("rules.yml"), """
            - {source_labels: [__name__], regex: 'go_.*', action: drop}
            - {source_labels: [job], target_label: aaa, replacement: 'z-$1'}
            - {regex: code, action: labeldrop}
            - {source_labels: [code], target_label: zzz}
            """);
        Path out = temporary.resolve("out");
        Path rewritten = temporary.resolve("rewritten");
        String[] options = {"--relabel", rules.toString()};
        ToolRun rewrite = ToolRun.of("rewrite", all, options[0], options[1], "--out", rewritten);
        ToolRun replay = ToolRun.of("replay", "wal", demo, options[0], options[1], "--out", out);
        // Several codes of a path become one series.
        assertThat(rewrite.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(replay.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(replay.complaints()).singleElement().asString().contains("would get the labels {");
        assertThat(out).doesNotExist();

        Files.writeString(rules, Files.readString(rules).replaceFirst("(?m)^.*labeldrop.*\\n", ""));
        ToolRun.output("rewrite", all, options[0], options[1], "--out", rewritten);
        JsonNode report = ToolRun.json("replay", "wal", demo, options[0], options[1], "--out", out);
        assertThat(report.at("/leftOut/seriesDropped").longValue()).isPositive();
        String dump = ToolRun.output("dump", out);
        assertThat(dump).contains("aaa=\"z-");
        PromtoolDump.assertSameLines(dump, ToolRun.output("dump", rewritten));
    }

    /// The way out when it is too many series that a server dies of.
    @Test
    void rulesKeepSeriesOutOfWhatTakesTheLogsPlace() throws IOException {
        Path data = Fixtures.copy(demo, temporary.resolve("data"));
        Path rules = Files.writeString(
                temporary.resolve("rules.yml"), "- {source_labels: [__name__], regex: 'go_.*', action: drop}");
        String kept = ToolRun.output("dump", all, "--match", "{__name__!~\"go_.*\"}");
        assertThat(kept).isNotEqualTo(ToolRun.output("dump", all));
        int before = Fixtures.blocks(data).size();
        JsonNode report = ToolRun.json("replay", "wal", data, "--truncate-wal", "--relabel", rules);
        assertThat(Fixtures.blocks(data)).hasSize(before + 1);
        assertThat(data.resolve("wal")).doesNotExist();
        String ulid = report.at("/blocks/0/ulid").stringValue();
        PromtoolDump.assertSameLines(ToolRun.output("dump", data.resolve(ulid)), kept);
        assertThat(Path.of(report.get("setAside").stringValue()).resolve("wal")).isNotEmptyDirectory();
    }

    @Test
    void aDryRunSaysWhatThereWouldBe() {
        JsonNode dry = ToolRun.json("replay", "wal", demo, "--block-duration", "20m");
        JsonNode done = ToolRun.json("replay", "wal", demo, "--block-duration", "20m", "--out", temporary.resolve("x"));
        assertThat(dry.get("blocks").size())
                .isEqualTo(done.get("blocks").size())
                .isGreaterThan(2);
        for (int i = 0; i < dry.get("blocks").size(); i++) {
            for (String field : List.of("minTime", "series", "samples", "floatSamples", "histogramSamples")) {
                assertThat(dry.at("/blocks/" + i + "/" + field))
                        .as("%s of %d", field, i)
                        .isEqualTo(done.at("/blocks/" + i + "/" + field));
            }
        }
    }

    @Test
    void whatDoesNotGoTogetherIsSaid() throws IOException {
        Path copy = Fixtures.copy(demo, temporary.resolve("copy"));
        for (List<String> wrong : List.of(
                List.of("--truncate-wal", "--out", "x"),
                List.of("--truncate-wal", "--match", "up"),
                List.of("--truncate-wal", "--to", "5"),
                List.of("--with-blocks"),
                List.of("--with-blocks", "--out", "x", "--drop-label", "pod"),
                List.of("--out", copy.toString()),
                List.of("--block-duration", "59s"),
                List.of("--from", "2", "--to", "1"))) {
            ToolRun run = ToolRun.of(arguments(wrong, "replay", "wal", copy));
            assertThat(run.exitCode()).as(wrong.toString()).isEqualTo(ExitCode.USAGE);
            assertThat(run.complaints()).hasSize(1);
        }
    }

    private static Object[] arguments(List<String> last, Object... first) {
        return Stream.concat(Arrays.stream(first), last.stream()).toArray();
    }

    @Test
    void anAgentKeepsItsLog() throws IOException {
        Path agent = Files.createDirectory(temporary.resolve("agent"));
        Fixtures.copy(demo.resolve("wal"), agent.resolve("wal"));
        ToolRun run = ToolRun.of("replay", "wal", agent, "--truncate-wal");
        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.complaints()).singleElement().asString().contains("an agent's log");
        assertThat(agent.resolve("wal")).isNotEmptyDirectory();
    }
}
