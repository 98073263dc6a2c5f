package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// The JSON reports against the schemas in `docs/schema`, which allow nothing that they do not name.
class SchemaTest {
    private static final Path SCHEMAS = Fixtures.demo().resolve("../../docs/schema");

    @TempDir
    Path directory;

    private Path data;
    private Path empty;
    private Path damaged;
    private Path budget;

    @BeforeEach
    void write() throws IOException {
        data = Fixtures.demo();
        empty = Files.createDirectories(directory.resolve("empty"));
        Files.createDirectory(empty.resolve("wal"));
        damaged = Files.createDirectory(directory.resolve("damaged"));
        new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")
                .series(Map.of("__name__", "a", "job", "b"), 1_700_006_400_000L, 61)
                .write(damaged);
        Path block = new BlockImage("01HF7YAT00BBBBBBBBBBBBBBBB")
                .series(Map.of("__name__", "a", "job", "b"), 1_700_006_400_000L, 61)
                .write(damaged);
        Files.write(block.resolve("index"), new byte[100]);
        budget = Files.writeString(directory.resolve("budget.yml"), """
            defaults: {owner: o, message: m, retention: 1d}
            rules:
            - {measure: series, max: 1}
            - {measure: series, per: [job, code], max: 1, growth: +1%, severity: warn}
            - {measure: label-values, max: 0}
            - {measure: churn-per-hour, max: 0}
            - {measure: bytes-per-sample, max: 0}
            - {measure: projected-disk, match: up, max: 0}
            """);
    }

    @Test
    void analyze() throws IOException {
        assertValid("analyze", "analyze", data, "--by", "job,code", "--match", "{job!=\"node\"}");
        assertValid("analyze", "analyze", data, "--limit", 0);
        assertValid("analyze", "analyze", Fixtures.blocks(data).getFirst());
        assertValid("analyze", "analyze", data, "--no-wal");
        assertValid("analyze", "analyze", empty);
        assertValid("analyze", "analyze", damaged);
    }

    @Test
    void analyzeIndexOnly() throws IOException {
        Object[] demo = {"analyze", data, "--index-only"};
        assertValid("analyze-index-only", with(demo, "--by", "job,code", "--match", "{job!=\"node\"}"));
        assertValid("analyze-index-only", with(demo, "--limit", 0, "--to", "2026-11-21T07:07:07Z"));
        assertValid("analyze-index-only", with(demo, "--match", "{job=\"none\"}", "--by", "job"));
        assertValid("analyze-index-only", "analyze", Fixtures.blocks(data).getFirst(), "--index-only");
        assertValid("analyze-index-only", "analyze", empty, "--index-only");
        assertValid("analyze-index-only", "analyze", damaged, "--index-only");
        assertThat(errors("analyze-index-only", ToolRun.json("analyze", data).toString()))
                .isNotEmpty();
    }

    @Test
    void replayWal() throws IOException {
        assertValid("replay-wal", "replay", "wal", data);
        assertValid("replay-wal", "replay", "wal", data, "--out", directory.resolve("out"), "--with-blocks");
        assertValid("replay-wal", "replay", "wal", Fixtures.copy(data, directory.resolve("copy")), "--truncate-wal");
        assertValid("replay-wal", "replay", "wal", empty, "--out", directory.resolve("nothing"));
    }

    @Test
    void replayRemote() throws IOException {
        Object url = "http://user:password@127.0.0.1:1/write";
        assertValid("replay-remote", "replay", "remote", data, "--url", url, "--dry-run");
        assertValid("replay-remote", "replay", "remote", empty, "--url", url, "--dry-run", "--protocol", 1);
        assertValid("replay-remote", "replay", "remote", damaged, "--url", url, "--dry-run");
    }

    @Test
    void replayCompare() throws IOException {
        assertValid("replay-compare", "replay", "compare", data, "--size", "other=1MB", "--size", "more=2GB");
        assertValid("replay-compare", "replay", "compare", empty, "--size", "other=1MB");
    }

    @Test
    void list() throws IOException {
        assertValid("list", "list", data);
        assertValid("list", "list", empty);
        Files.delete(damaged.resolve("01HF7YAT00BBBBBBBBBBBBBBBB/meta.json"));
        assertValid("list", "list", damaged);
    }

    @Test
    void wal() throws IOException {
        assertValid("wal", "wal", data);
        assertValid("wal", "wal", empty);
        Path torn = Fixtures.copy(data, directory.resolve("torn"));
        Path segment = torn.resolve("wal/00000013");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        assertValid("wal", "wal", torn);
    }

    @Test
    void gateAndBaseline() throws IOException {
        Path page = Files.writeString(directory.resolve("page.txt"), "a{b=\"c\"} 1\n");
        Path baseline = directory.resolve("baseline.json");
        Object[] first = {"gate", damaged.resolve("01HF7YAT00AAAAAAAAAAAAAAAA"), "--budget", budget};
        assertValid("gate", with(first, "--write-baseline", baseline));
        assertValid("baseline", Files.readString(baseline));
        assertValid("gate", "gate", data, "--budget", budget, "--baseline", baseline);
        assertValid("gate", "gate", data, "--budget", budget, "--write-baseline", baseline);
        assertValid("baseline", Files.readString(baseline));
        assertValid("gate", "gate", empty, "--budget", budget, "--baseline", baseline);
        assertValid("gate", "gate", damaged, "--budget", budget);
        assertValid("gate", "gate", "--exposition", page, "--budget", budget, "--write-baseline", baseline);
        assertValid("baseline", Files.readString(baseline));
        assertValid("diff", "diff", baseline, data);
    }

    @Test
    void diff() throws IOException {
        Path block = Fixtures.blocks(data).getFirst();
        assertValid("diff", "diff", block, data);
        assertValid("diff", "diff", data, empty, "--limit", 2);
        assertValid("diff", "diff", data, damaged);
        Path report = directory.resolve("report.json");
        ToolRun.output("analyze", data, "-o", "json", "--output-file", report);
        assertValid("diff", "diff", report, block);
    }

    @Test
    void plan() throws IOException {
        assertValid("plan", "plan", data);
        assertValid("plan", "plan", data, "--retention-size", "1GB", "--disk", "2GB", "--memory", "8GB");
        assertValid("plan", "plan", "--series", "4.1M", "--samples-per-second", "61k");
    }

    @Test
    void relabelAndVerify() throws IOException {
        Path rules = data.resolveSibling("relabel").resolve("no-user-id.yml");
        assertValid("relabel", "relabel", "test", "--rules", rules, "--match", "{job=~\"api|checkout\"}", data);
        assertValid("verify", "verify", data);
        assertValid("verify", "verify", damaged);
        Path block = Fixtures.blocks(data).getFirst();
        assertValid("verify", "verify", block, "--against", block);
    }

    @Test
    void whatIfAndSuggest() throws IOException {
        Path rules = data.resolveSibling("relabel");
        assertValid("whatif", "whatif", data, "--relabel", rules.resolve("one-id.yml"));
        assertValid("whatif", "whatif", data, "--drop-label", "user_id", "--exact-collisions");
        assertValid("whatif", "whatif", data, "--drop-label", "__name__");
        assertValid("whatif", "whatif", data, "--drop-label", "pod", "--plan");
        assertValid("whatif", "whatif", damaged, "--drop-metric", ".*");
        assertValid("whatif", "whatif", empty, "--drop-label", "job");
        assertValid("whatif-each-label", "whatif", data, "--each-label", "--exact-collisions");
        assertValid("whatif-each-label", "whatif", damaged, "--each-label");
        assertValid("whatif-each-label", "whatif", empty, "--each-label");
        assertValid("suggest", "suggest", data, "--save", "60%");
        assertValid("suggest", "suggest", damaged);
        assertValid("suggest", "suggest", empty);
    }

    /// A schema that everything is valid against would show nothing.
    @Test
    void whatIsNoReportIsNotValid() throws IOException {
        for (String name : List.of(
                "analyze",
                "analyze-index-only",
                "list",
                "wal",
                "gate",
                "baseline",
                "diff",
                "plan",
                "relabel",
                "verify",
                "whatif",
                "whatif-each-label",
                "suggest")) {
            assertThat(errors(name, "{}")).as(name).isNotEmpty();
        }
        ObjectNode report = (ObjectNode) ToolRun.json("list", data);
        assertThat(errors("list", report.toString())).isEmpty();
        report.put("more", 1);
        assertThat(errors("list", report.toString())).isNotEmpty();
        report.remove("more");
        ((ObjectNode) report.at("/blocks/0")).put("minTime", "today");
        assertThat(errors("list", report.toString())).isNotEmpty();
    }

    private static Object[] with(Object[] arguments, Object... more) {
        Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    private static void assertValid(String schema, Object... arguments) throws IOException {
        assertValid(schema, ToolRun.of(with(arguments, "-o", "json")).out());
    }

    private static void assertValid(String schema, String report) throws IOException {
        assertThat(errors(schema, report)).isEmpty();
    }

    private static List<String> errors(String name, String report) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMAS.resolve(name + ".json")));
        return schema.validate(report, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }
}
