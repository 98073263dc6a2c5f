package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Holds what `whatif` says of blocks against what `rewrite` then writes.
final class Forecasts {
    /// Sets of rules for the labels of any directory: those that are there in the place of `A`, `B` and `C`.
    static final List<String> RULE_SETS = List.of(
            "[{regex: A, action: labeldrop}]",
            "[{regex: B, action: labeldrop}]",
            "[{regex: C, action: labeldrop}]",
            "[{regex: A|B, action: labeldrop}]",
            "[{regex: A, action: labeldrop}, {regex: B, action: labeldrop}, {regex: C, action: labeldrop}]",
            "[{regex: A|B|__name__|job|le, action: labelkeep}]",
            "[{regex: __name__|job, action: labelkeep}]",
            "[{regex: __name__, action: labelkeep}]",
            "[{source_labels: [__name__], regex: '[a-m].*', action: drop}]",
            "[{source_labels: [__name__], regex: '[a-m].*', action: keep}]",
            "[{source_labels: [job], regex: '.*o.*', action: drop}, {regex: A, action: labeldrop}]",
            "[{source_labels: [A, B], target_label: id}, {regex: A|B, action: labeldrop}]",
            "[{source_labels: [A], regex: (.).*, target_label: A}]",
            "[{source_labels: [B], regex: (.).*, target_label: B, replacement: $1-all}]",
            "[{source_labels: [A, B, C], modulus: 3, target_label: A, action: hashmod}]",
            "[{source_labels: [job], target_label: job, action: uppercase}, {regex: C, action: labeldrop}]",
            "[{regex: (A|B), replacement: old_$1, action: labelmap}]",
            "[{source_labels: [__name__], regex: (.*)_.*, target_label: __name__}]",
            "[{source_labels: [__name__], regex: '.*[a-m]', target_label: A, replacement: ''}]",
            "[{source_labels: [A], regex: '', target_label: A, replacement: none}, {regex: job, action: labeldrop}]",
            "[{source_labels: [A], target_label: B}]");

    private final Path blocks;
    private final Path scratch;

    /// @param blocks a directory of blocks beside an empty log
    /// @param scratch where rewritten blocks may go
    Forecasts(Path blocks, Path scratch) {
        this.blocks = blocks;
        this.scratch = scratch;
    }

    /// Files of the blocks as they are written, by the name of the block they were made of.
    private record Written(Path path, long series, long samples, long chunkBytes, long indexBytes) {
        static final Written NOTHING = new Written(null, 0, 0, 0, 0);

        static Written of(Path block) {
            JsonNode stats = BlockFacts.meta(block).get("stats");
            try {
                return new Written(
                        block,
                        stats.path("numSeries").longValue(),
                        stats.path("numSamples").longValue(),
                        RealBlocks.segmentBytes(block),
                        Files.size(block.resolve("index")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The labels that most series carry, but for `__name__` and `job`.
    List<String> labels() {
        return ToolRun.json("analyze", blocks, "--limit", 0)
                .get("labels")
                .valueStream()
                .sorted((a, b) -> Long.compare(
                        b.get("series").longValue(), a.get("series").longValue()))
                .map(label -> label.get("name").stringValue())
                .filter(name -> !name.equals("__name__") && !name.equals("job") && name.matches("[a-zA-Z_]+"))
                .toList();
    }

    /// A set of rules for the labels of this directory, in a file.
    Path rules(String pattern) {
        String text = pattern;
        List<String> labels = labels();
        for (int i = 0; i < 3; i++) {
            text = text.replaceAll("\\b" + "ABC".charAt(i) + "\\b", labels.get(Math.min(i, labels.size() - 1)));
        }
        try {
            return Files.writeString(Files.createTempFile(scratch, "rules", ".yml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object[] with(Object[] changes, Object... command) {
        List<Object> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(changes));
        return all.toArray();
    }

    private record Run(Path directory, Map<String, Written> byBlock) {}

    private Run rewrite(Object... changes) {
        Path out;
        try {
            out = Files.createTempDirectory(scratch, "out");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode report = ToolRun.json(with(changes, "rewrite", blocks, "--on-collision", "keep-first", "--out", out));
        Map<String, Written> written = new HashMap<>();
        for (JsonNode row : report.get("blocks")) {
            JsonNode ulid = row.get("newUlid");
            written.put(
                    row.get("ulid").stringValue(),
                    ulid == null ? Written.NOTHING : Written.of(out.resolve(ulid.stringValue())));
        }
        return new Run(out, written);
    }

    /// Holds series, samples, collisions and bytes, to the byte.
    void assertForetold(Object... changes) {
        JsonNode forecast = ToolRun.json(with(changes, "whatif", blocks, "--exact-collisions", "--limit", 0));
        if (forecast.get("unstorable").longValue() > 0) {
            assertThat(forecast.get("blocks")).isEmpty();
            assertThat(ToolRun.of(with(changes, "rewrite", blocks, "--on-collision", "keep-first"))
                            .exitCode())
                    .isEqualTo(ExitCode.REFUSED);
            return;
        }
        Run run = rewrite(changes);
        assertThat(forecast.get("blocks")).isNotEmpty();
        long series = 0;
        long samples = 0;
        for (JsonNode row : forecast.get("blocks")) {
            Written block = run.byBlock.get(row.get("ulid").stringValue());
            Written foretold = new Written(
                    block.path,
                    row.get("seriesAfter").longValue(),
                    row.get("samplesAfter").longValue(),
                    row.get("chunkBytesAfter").longValue(),
                    row.get("indexBytesAfter").longValue());
            assertThat(foretold).isEqualTo(block);
            series += block.series;
            samples += block.samples;
        }
        long dropped = forecast.get("rules")
                .valueStream()
                .mapToLong(rule -> rule.get("samples").longValue())
                .sum();
        long shared = forecast.at("/before/samples").longValue()
                - dropped
                - forecast.at("/after/samples").longValue();
        boolean allLabelled = forecast.get("unlabelled").longValue() == 0;
        if (allLabelled) {
            assertThat(forecast.at("/collisions/sharedSamples").longValue()).isEqualTo(shared);
        }
        if (series > 0) {
            JsonNode after = ToolRun.json("analyze", run.directory, "--limit", 0);
            assertThat(forecast.at("/after/series")).isEqualTo(after.at("/series/total"));
            long stored = forecast.get("blocks")
                    .valueStream()
                    .mapToLong(row -> row.get("samplesBefore").longValue())
                    .sum();
            // Otherwise blocks have samples that do not count: they are deleted, or two have the same.
            if (stored == forecast.at("/before/samples").longValue()) {
                assertThat(forecast.at("/after/samples").longValue()).isEqualTo(samples);
            }
            // What is dropped may have been all there was of the first minutes.
            if (after.get("dataStart").equals(ToolRun.json("analyze", blocks).get("dataStart"))) {
                assertThat(forecast.at("/after/seriesAdded")).isEqualTo(after.at("/churn/seriesAdded"));
            }
        }
        long together = forecast.at("/collisions/series").longValue()
                - forecast.at("/collisions/labelSets").longValue();
        long droppedSeries = forecast.get("rules")
                .valueStream()
                .mapToLong(rule -> rule.get("series").longValue())
                .sum();
        assertThat(forecast.at("/before/series").longValue()
                        - droppedSeries
                        - forecast.get("unlabelled").longValue()
                        - forecast.at("/after/series").longValue())
                .isEqualTo(together);
    }

    /// Holds every row of `--each-label` against a rewrite without the label.
    void assertEachLabel() {
        JsonNode foretold = ToolRun.json("whatif", blocks, "--each-label", "--exact-collisions", "--limit", 0);
        Run asIs = rewrite();
        JsonNode before = ToolRun.json("analyze", asIs.directory, "--limit", 0);
        assertThat(foretold.get("labels")).hasSize(before.get("labels").size() - 1);
        for (JsonNode label : foretold.get("labels")) {
            if (!label.has("savedIndexBytes")) {
                continue;
            }
            String name = label.get("name").stringValue();
            Run run = rewrite("--drop-label", name);
            JsonNode after = ToolRun.json("analyze", run.directory, "--limit", 0);
            assertThat(label.get("savedIndexBytes").longValue()).as(name).isEqualTo(sum(asIs, true) - sum(run, true));
            assertThat(label.get("savedChunkBytes").longValue()).as(name).isEqualTo(sum(asIs, false) - sum(run, false));
            assertThat(label.get("savedSamples").longValue()).as(name).isEqualTo(samples(asIs) - samples(run));
            assertThat(label.get("savedSeries").longValue())
                    .as(name)
                    .isEqualTo(before.at("/series/total").longValue()
                            - after.at("/series/total").longValue());
            assertThat(label.get("savedAdded").longValue())
                    .as(name)
                    .isEqualTo(before.at("/churn/seriesAdded").longValue()
                            - after.at("/churn/seriesAdded").longValue());
        }
    }

    /// Holds what `gate` and `plan` say of the directory under the rules against what they say of the rewritten
    /// one.
    void assertJudgedAlike(Path rules) throws IOException {
        Path budget = Files.writeString(scratch.resolve("budget.yml"), """
            defaults: {owner: o, message: m, retention: 1d}
            rules:
            - {measure: series, max: 1}
            - {measure: series, match: '{job=~".*[aeo].*"}', per: [__name__], max: 1}
            - {measure: active-series, per: [job], max: 0}
            - {measure: label-values, max: 0}
            - {measure: churn-per-hour, max: 0}
            - {measure: samples-per-second, per: [job], max: 0}
            """);
        boolean apart = ToolRun.json("whatif", blocks, "--relabel", rules)
                        .at("/collisions/overlapping")
                        .longValue()
                == 0;
        Run run = rewrite("--relabel", rules);
        Files.createDirectories(run.directory.resolve("wal"));
        ObjectNode judged = judged("gate", blocks, "--budget", budget, "--limit", 0, "--relabel", rules);
        ObjectNode expected = judged("gate", run.directory, "--budget", budget, "--limit", 0);
        assertThat(judged).isEqualTo(expected);
        assertThat(judged.get("offenders")).isNotEmpty();
        // Chunks of series that are joined are others after a rewrite.
        if (apart) {
            assertThat(judged("plan", blocks, "--relabel", rules)).isEqualTo(judged("plan", run.directory));
        }
    }

    private static ObjectNode judged(String command, Object... arguments) {
        ObjectNode report = (ObjectNode) ToolRun.of(with(new Object[] {"-o", "json"}, with(arguments, command)))
                .json();
        report.remove("path");
        if (report.get("disk") instanceof ObjectNode disk) {
            disk.remove("onDisk");
        }
        return report;
    }

    private static long samples(Run run) {
        return run.byBlock.values().stream().mapToLong(block -> block.samples).sum();
    }

    private static long sum(Run run, boolean index) {
        return run.byBlock.values().stream()
                .mapToLong(block -> index ? block.indexBytes : block.chunkBytes)
                .sum();
    }
}
