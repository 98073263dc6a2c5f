package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Blocks of a real server, rewritten: what its promtool and the server itself find in them.
@NeedsPrometheus
@ParameterizedClass
@MethodSource("dev.headroom.testing.RealPrometheus#installed")
class RewriteIT {
    private static final List<String> QUERIES = List.of(
            "{__name__=~\".+\"}",
            "count by (job) ({__name__=~\".+\"})",
            "sum by (job) (rate(cpu_seconds_total[10m]))",
            "histogram_quantile(0.9, sum by (le) (rate(request_seconds_bucket[30m])))",
            "histogram_quantile(0.9, rate(native_seconds[30m]))",
            "sum(native_gauge)",
            "count_over_time({job=\"pods\"}[2h])");

    @TempDir
    static Path temporary;

    private static RealBlocks real;

    @Parameter
    RealPrometheus release;

    @TempDir
    Path scratch;

    @BeforeParameterizedClassInvocation
    static void load(RealPrometheus release) throws IOException {
        real = RealBlocks.load(release, Files.createTempDirectory(temporary, "real"));
    }

    @Test
    void whatIsRewrittenForNothingStaysTheSame() throws IOException {
        for (Path source : List.of(real.blocks(), real.deleted())) {
            Path target = Files.createTempDirectory(scratch, "same");
            ToolRun.output("rewrite", source, "--drop-label", "no_such_label", "--out", target);
            Files.createDirectory(target.resolve("wal"));

            PromtoolDump.assertSameLines(promtoolDump(target), promtoolDump(source));
            PromtoolDump.assertSameLines(ToolRun.output("dump", target), ToolRun.output("dump", source));
            assertThat(ToolRun.json("verify", target).at("/findings")).isEmpty();
        }
    }

    @Test
    void labelsAreDropped() {
        check(
                labels -> {
                    labels.remove("container");
                    labels.remove("mode2");
                    return labels;
                },
                "- {action: labeldrop, regex: 'container|mode2'}");
    }

    @Test
    void labelsAreReplaced() {
        check(
                labels -> {
                    String job = labels.getOrDefault("job", "");
                    if (job.startsWith("po")) {
                        labels.put("job", "x-" + job.substring(2) + "-$");
                    }
                    if (labels.containsKey("pod")) {
                        labels.put("a_first", labels.get("pod") + ";" + labels.get("__name__"));
                    }
                    return labels;
                },
                """
                - {source_labels: [job], regex: 'po(.*)', target_label: job, replacement: 'x-${1}-$$'}
                - {source_labels: [pod, __name__], regex: '(.+;.*)', target_label: a_first}
                """);
    }

    @Test
    void labelsAreHashed() {
        check(
                labels -> {
                    String value = labels.getOrDefault("instance", "") + "/" + labels.getOrDefault("__name__", "");
                    labels.put("shard", md5(value).mod(BigInteger.valueOf(7)).toString());
                    return labels.containsKey("__name__") ? labels : null;
                },
                """
                - {source_labels: [__name__], regex: '.+', action: keep}
                - {source_labels: [instance, __name__], separator: '/', modulus: 7, target_label: shard, action: hashmod}
                """);
    }

    @Test
    void seriesAreDropped() {
        check(labels -> labels.getOrDefault("__name__", "").matches("request_.*|native_.*") ? null : labels, """
                - {source_labels: [__name__], regex: 'request_.*|native_.*', action: drop}
                """);
    }

    @Test
    void samplesAreDeleted() throws IOException {
        long from = RealBlocks.START + 3 * RealBlocks.HOUR + 1234;
        long to = RealBlocks.START + 9 * RealBlocks.HOUR - 4321;
        Path target = Files.createTempDirectory(scratch, "deleted");
        ToolRun.output(
                "rewrite",
                real.deleted(),
                "--delete",
                "{job=\"pods\"}",
                "--delete",
                "load1",
                "--from",
                from,
                "--to",
                to,
                "--out",
                target);
        Files.createDirectory(target.resolve("wal"));

        List<String> expected = PromtoolDump.lines(ToolRun.output("dump", real.deleted())).stream()
                .filter(line -> {
                    Map<String, String> labels = PromtoolDump.labels(line);
                    boolean meant = "pods".equals(labels.get("job")) || "load1".equals(labels.get("__name__"));
                    return !meant || PromtoolDump.time(line) < from || PromtoolDump.time(line) > to;
                })
                .toList();
        String dump = ToolRun.output("dump", target);
        assertThat(PromtoolDump.lines(dump)).isEqualTo(expected);
        checkPromtool(target, dump);
    }

    @Test
    void aServerAnswersTheSame() throws IOException {
        Path before = Fixtures.copyOfBlocks(real.blocks(), scratch.resolve("before"));
        Path after = Fixtures.copyOfBlocks(real.blocks(), scratch.resolve("after"));
        ToolRun.output("rewrite", after, "--delete", "hostile_info", "--in-place");
        assertThat(ToolRun.of("verify", after).exitCode()).isEqualTo(ExitCode.OK);
        Map<String, Object> expected;
        try (PrometheusServer server = release.start(before)) {
            server.deleteSeries("hostile_info", 0, RealBlocks.START + 100 * RealBlocks.HOUR);
            expected = answers(server);
        }
        try (PrometheusServer server = release.start(after)) {
            assertThat(server.log()).doesNotContain("level=warn", "level=WARN", "level=error", "level=ERROR");
            answers(server)
                    .forEach((query, answer) -> assertThat(answer).as(query).isEqualTo(expected.get(query)));
            // It can write our blocks anew itself.
            List<Path> ours = Fixtures.blocks(after);
            server.deleteSeries("load1", 0, RealBlocks.START + 100 * RealBlocks.HOUR);
            server.cleanTombstones();
            assertThat(Fixtures.blocks(after)).doesNotContainAnyElementsOf(ours);
        }
        assertThat(ToolRun.of("verify", after).exitCode()).isEqualTo(ExitCode.OK);
    }

    /// Blocks that a server has not merged yet, rewritten: it merges ours as it would have merged its own.
    @Test
    void aServerCompactsWhatWasRewritten() throws IOException {
        Path folder = Files.createTempDirectory(scratch, "small");
        Path data = RealBlocks.load(release, folder, "--storage.tsdb.max-block-duration=2h")
                .blocks();
        Path rules = Files.writeString(scratch.resolve("rules.yml"), "- {action: labeldrop, regex: 'container|mode2'}");
        ToolRun.output("rewrite", data, "--relabel", rules, "--in-place");
        List<BlockMeta> ours = DataDirectory.list(data).metas();
        assertThat(ours)
                .hasSizeGreaterThan(4)
                .allMatch(meta -> meta.compaction().parents().size() == 1);
        List<String> before = PromtoolDump.lines(promtoolDump(data));
        long late = RealBlocks.START + 40 * RealBlocks.HOUR;
        try (PrometheusServer server = release.start(data)) {
            Map<String, Object> expected = answers(server);
            // What is written to the head long after them has the server compact.
            for (int i = 0; i <= 8; i++) {
                server.write(
                        new WriteRequest().series(Map.of("__name__", "late")).sample(late + i * RealBlocks.HOUR, i));
            }
            server.awaitCompaction(2 * RealBlocks.HOUR);
            answers(server)
                    .forEach((query, answer) -> assertThat(answer).as(query).isEqualTo(expected.get(query)));
            assertThat(server.log()).doesNotContain("level=warn", "level=WARN", "level=error", "level=ERROR");
        }
        List<BlockMeta> merged = DataDirectory.list(data).metas().stream()
                .filter(meta -> meta.compaction().level() > 1 && meta.minTime() < late)
                .toList();
        assertThat(merged).isNotEmpty();
        for (BlockMeta meta : merged) {
            // Its parents may be merged blocks that are gone already; its sources are ours.
            assertThat(meta.compaction().parents()).hasSizeGreaterThan(1);
            List<BlockMeta> within = ours.stream()
                    .filter(our -> our.minTime() >= meta.minTime() && our.maxTime() <= meta.maxTime())
                    .toList();
            assertThat(within).hasSizeGreaterThan(1);
            assertThat(meta.compaction().sources())
                    .containsExactlyInAnyOrderElementsOf(within.stream()
                            .flatMap(our -> our.compaction().sources().stream())
                            .toList());
            assertThat(meta.stats().samples())
                    .isEqualTo(within.stream()
                            .mapToLong(our -> our.stats().samples())
                            .sum());
        }
        assertThat(ToolRun.of("verify", data).exitCode()).isEqualTo(ExitCode.OK);
        List<String> after = PromtoolDump.lines(promtoolDump(data)).stream()
                .filter(line -> !line.startsWith("{__name__=\"late\"}"))
                .toList();
        PromtoolDump.assertSameLines(String.join("\n", after), String.join("\n", before));
    }

    @Test
    void noBlockIsReplacedUnderARunningServer() throws IOException {
        Path data = Fixtures.copyOfBlocks(real.blocks(), scratch.resolve("locked"));
        List<Path> blocks = Fixtures.blocks(data);
        try (PrometheusServer server = release.start(data)) {
            ToolRun refused = ToolRun.of("rewrite", data, "--delete", "load1", "--in-place");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.complaints())
                    .singleElement()
                    .asString()
                    .containsAnyOf("a running Prometheus holds the lock", "/wal/");
            assertThat(ToolRun.of("rewrite", data, "--delete", "load1").exitCode())
                    .isEqualTo(ExitCode.OK);
            assertThat(server.scalar("count({__name__=~\".+\"})", RealBlocks.START + RealBlocks.HOUR))
                    .isPositive();
        }
        assertThat(Fixtures.blocks(data)).isEqualTo(blocks);
        ToolRun.output("rewrite", data, "--delete", "load1", "--in-place");
        assertThat(Fixtures.blocks(data)).doesNotContainAnyElementsOf(blocks);
        assertThat(data.resolve("lock")).doesNotExist();
    }

    /// Where a release fails on a query, it does so on both.
    private static Map<String, Object> answers(PrometheusServer server) {
        Map<String, Object> answers = new TreeMap<>();
        int good = 0;
        for (String query : QUERIES) {
            for (long hour : new long[] {1, 4, 8, 13}) {
                Object answer;
                try {
                    List<String> results = new ArrayList<>();
                    server.query(query, RealBlocks.START + hour * RealBlocks.HOUR)
                            .path("result")
                            .forEach(result -> results.add(result.toString()));
                    results.sort(null);
                    good += results.isEmpty() ? 0 : 1;
                    answer = results;
                } catch (IllegalStateException e) {
                    answer = e.getMessage().replaceFirst(".* answers ", "");
                }
                answers.put(query + " at " + hour, answer);
            }
        }
        assertThat(good).isGreaterThan(10);
        return answers;
    }

    /// Holds a rewritten directory against the old dump with the rule applied line by line.
    private void check(UnaryOperator<Map<String, String>> rule, String yaml) {
        try {
            Path rules = Files.writeString(scratch.resolve("rules.yml"), yaml);
            Path target = Files.createTempDirectory(scratch, "relabeled");
            ToolRun.output("rewrite", real.deleted(), "--relabel", rules, "--out", target);
            Files.createDirectory(target.resolve("wal"));

            List<String> expected = new ArrayList<>();
            for (String line : PromtoolDump.lines(ToolRun.output("dump", real.deleted()))) {
                Map<String, String> labels = rule.apply(new TreeMap<>(PromtoolDump.labels(line)));
                if (labels != null) {
                    expected.add(labels + " " + PromtoolDump.value(line) + " " + PromtoolDump.time(line));
                }
            }
            String dump = ToolRun.output("dump", target);
            List<String> found = PromtoolDump.lines(dump).stream()
                    .map(line ->
                            PromtoolDump.labels(line) + " " + PromtoolDump.value(line) + " " + PromtoolDump.time(line))
                    .collect(Collectors.toCollection(ArrayList::new));
            expected.sort(null);
            found.sort(null);
            assertThat(found).hasSizeGreaterThan(1000);
            PromtoolDump.assertSameLines(String.join("\n", found), String.join("\n", expected));
            checkPromtool(target, dump);
            assertThat(ToolRun.json("verify", target).at("/findings")).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Our dump is promtool's, but for what its release loses of histograms.
    private void checkPromtool(Path directory, String dump) {
        String expected = RealBlocks.isModern(release)
                ? PromtoolDump.asOf35(dump, RealBlocks.FLOAT_HISTOGRAMS)
                : PromtoolDump.asOf242(dump);
        PromtoolDump.assertSameLines(promtoolDump(directory), expected);
    }

    private String promtoolDump(Path directory) {
        return release.promtool("tsdb", "dump", directory.toString());
    }

    private static BigInteger md5(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOfRange(digest, 8, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
