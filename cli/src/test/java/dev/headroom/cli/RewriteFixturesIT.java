package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks that newer releases and older ones wrote, rewritten: chunks of every encoding, and an index of version 1.
class RewriteFixturesIT {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-3.14/classic", "prometheus-3.14/xor2", "prometheus-3.14/st", "index-v1"})
    void whatIsRewrittenForNothingStaysTheSame(String directory) {
        Path source = blocks(directory);
        Path target = rewritten(source, "--drop-label", "no_such_label");

        PromtoolDump.assertSameLines(ToolRun.output("dump", target), ToolRun.output("dump", source));
        assertThat(ToolRun.json("verify", target).at("/findings")).isEmpty();
    }

    /// The others have chunks that no release knows which packages have.
    @NeedsPrometheus
    @ParameterizedTest
    @ValueSource(strings = {"prometheus-3.14/classic", "index-v1"})
    void promtoolFindsTheSame(String directory) throws IOException {
        Path source = blocks(directory);
        Path target = rewritten(source, "--drop-label", "no_such_label");
        Files.createDirectories(target.resolve("wal"));

        RealPrometheus release = RealPrometheus.newest();
        String before = release.promtool("tsdb", "dump", source.toString());
        assertThat(before).isNotEmpty();
        PromtoolDump.assertSameLines(release.promtool("tsdb", "dump", target.toString()), before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus-3.14/classic", "prometheus-3.14/xor2", "prometheus-3.14/st"})
    void rulesAndDeletionsAreThoseOfTheLines(String directory) throws IOException {
        Path source = blocks(directory);
        List<String> lines = PromtoolDump.lines(ToolRun.output("dump", source));
        long middle = lines.stream()
                .mapToLong(PromtoolDump::time)
                .sorted()
                .skip(lines.size() / 2)
                .findFirst()
                .orElseThrow();
        Path rules = Files.writeString(
                temporary.resolve("rules.yml"),
                "- {source_labels: [__name__], regex: '(.)(.*)', target_label: zone, replacement: '$2-${1}$$'}");
        Path target = rewritten(source, "--relabel", rules, "--delete", "{__name__=~\".+\"}", "--from", middle);

        List<String> expected = new ArrayList<>();
        for (String line : lines) {
            Map<String, String> labels = new TreeMap<>(PromtoolDump.labels(line));
            String name = labels.get("__name__");
            labels.put("zone", name.substring(1) + "-" + name.charAt(0) + "$");
            if (PromtoolDump.time(line) < middle) {
                expected.add(labels + " " + PromtoolDump.value(line) + " " + PromtoolDump.time(line));
            }
        }
        List<String> found = new ArrayList<>();
        for (String line : PromtoolDump.lines(ToolRun.output("dump", target))) {
            found.add(PromtoolDump.labels(line) + " " + PromtoolDump.value(line) + " " + PromtoolDump.time(line));
        }
        assertThat(found).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
        assertThat(ToolRun.json("verify", target).at("/findings")).isEmpty();
    }

    private Path blocks(String directory) {
        return Fixtures.copyOfBlocks(Fixtures.shared().resolve(directory), temporary.resolve("source"));
    }

    private Path rewritten(Path source, Object... changes) {
        Path target = temporary.resolve("target");
        List<Object> arguments = new ArrayList<>(List.of("rewrite", source, "--out", target));
        arguments.addAll(List.of(changes));
        ToolRun.output(arguments.toArray());
        return target;
    }
}
