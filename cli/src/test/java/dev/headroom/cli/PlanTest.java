package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `headroom plan`, from figures and from the demo.
class PlanTest {
    private static final String DEMO = demo();

    @TempDir
    Path temporary;

    /// Module tests run in their module's folder.
    private static String demo() {
        Path here = Path.of("samples/demo");
        return (Files.isDirectory(here) ? here : Path.of("../samples/demo")).toString();
    }

    @Test
    void theFormulaIsShownWithItsSteps() {
        String text = ToolRun.output(
                "plan",
                "--series",
                "4.1M",
                "--samples-per-second",
                "61k",
                "--retention",
                "15d",
                "--bytes-per-sample",
                "3.1");
        assertThat(text.lines().toList().get(1))
                .isEqualTo("  formula        1,296,000 s × 61,000 samples/s × 3.1 bytes/sample"
                        + " = 79,056,000,000 samples × 3.1 = 245 GB (228 GiB) of chunks");
        assertThat(text)
                .contains("not enough data: less than a day")
                .containsPattern("active series +4,100,000 +given +--series")
                .containsPattern("churn +0/h +assumed");
    }

    @Test
    void jsonHasEveryFigureOfTheFormula() {
        JsonNode formula = ToolRun.json("plan", "--samples-per-second", "61k", "--bytes-per-sample", "3.1")
                .get("formula");
        assertThat(formula.get("retentionSeconds").doubleValue()).isEqualTo(15 * 86_400);
        assertThat(formula.get("samples").doubleValue()).isEqualTo(79_056_000_000.0);
        assertThat(formula.get("bytes").doubleValue()).isCloseTo(245_073_600_000.0, within(1.0));
    }

    @Test
    void theLinesOfTheDiskAddUp() {
        for (JsonNode plan : new JsonNode[] {
            ToolRun.json("plan", DEMO, "--retention", "5d"),
            ToolRun.json("plan", "--series", "1M", "--churn", "20k/h", "--growth", "5%/month"),
            ToolRun.json("plan", "--series", "1M", "--retention-size", "50GB"),
        }) {
            for (String[] column : new String[][] {
                {"average", "/disk/now/average"},
                {"fullest", "/disk/now/fullest"},
                {"averageAtEnd", "/disk/atEnd/average"},
                {"fullestAtEnd", "/disk/atEnd/fullest"},
            }) {
                double sum = 0;
                for (JsonNode line : plan.at("/disk/lines")) {
                    sum += line.get(column[0]).doubleValue();
                }
                assertThat(sum).isCloseTo(plan.at(column[1]).doubleValue(), within(1e-6 * sum));
            }
            double memory = 0;
            for (JsonNode line : plan.at("/memory/lines")) {
                memory += line.get("now").doubleValue();
            }
            assertThat(memory).isCloseTo(plan.at("/memory/now").doubleValue(), within(1.0));
        }
    }

    @Test
    void theDemoIsMeasured() {
        JsonNode report = ToolRun.json("analyze", DEMO);
        JsonNode plan = ToolRun.json("plan", DEMO, "--disk", "10MB");
        assertThat(plan.get("now")).isEqualTo(report.get("dataEnd"));
        assertThat(assumption(plan, "active series").get("value").doubleValue())
                .isEqualTo(report.at("/series/active").doubleValue());
        assertThat(assumption(plan, "bytes per sample").get("value")).isEqualTo(report.at("/bytesPerSample/chunks"));
        for (String name :
                new String[] {"samples per second", "churn", "index bytes per series", "log bytes per sample"}) {
            assertThat(assumption(plan, name).get("source").stringValue()).isEqualTo("measured");
        }
        assertThat(plan.at("/disk/onDisk").longValue())
                .isEqualTo(report.at("/disk/total").longValue());
        assertThat(plan.at("/disk/fullAt").longValue())
                .isGreaterThan(plan.get("now").longValue());
        assertThat(plan.at("/growth/0/enough").booleanValue()).isTrue();
        assertThat(plan.get("course")).hasSizeGreaterThan(100);
    }

    @Test
    void givenFiguresOverrideMeasuredOnes() {
        JsonNode plan = ToolRun.json(
                "plan", DEMO, "--bytes-per-sample", "1.5", "--series", "442", "--churn", "0", "--labels-bytes", "400");
        assertThat(assumption(plan, "bytes per sample").get("value").doubleValue())
                .isEqualTo(1.5);
        assertThat(assumption(plan, "bytes per sample").get("source").stringValue())
                .isEqualTo("given");
        double rate = assumption(ToolRun.json("plan", DEMO), "samples per second")
                .get("value")
                .doubleValue();
        assertThat(assumption(plan, "samples per second").get("value").doubleValue())
                .isCloseTo(2 * rate, within(1e-9));
        assertThat(plan.at("/disk/lines")
                        .valueStream()
                        .filter(line -> line.get("name").stringValue().equals("index of churn"))
                        .findFirst()
                        .orElseThrow()
                        .get("average")
                        .doubleValue())
                .isZero();
        assertThat(ToolRun.json("plan", DEMO, "--interval", "10s")
                        .at("/formula/samplesPerSecond")
                        .doubleValue())
                .isCloseTo(22.1, within(1e-9));
    }

    @Test
    void lessThanADayIsNotEnoughToTellGrowth() throws IOException {
        Path data = Files.createDirectory(temporary.resolve("data"));
        new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")
                .series(Map.of("__name__", "up", "job", "a"), 1_700_000_400_000L, 100)
                .write(data);
        JsonNode plan = ToolRun.json("plan", data);
        for (JsonNode row : plan.get("growth")) {
            assertThat(row.get("enough").booleanValue()).isFalse();
            assertThat(row.has("perDay")).isFalse();
            assertThat(row.get("used").doubleValue()).isZero();
        }
        assertThat(ToolRun.output("plan", data)).contains("not enough data: less than a day");
    }

    @Test
    void shardsShareAndReplicasDoNot() {
        JsonNode one = ToolRun.json("plan", "--series", "10M", "--memory", "8GB");
        JsonNode four = ToolRun.json("plan", "--series", "10M", "--shards", "4", "--replicas", "2");
        assertThat(four.at("/formula/bytes").doubleValue())
                .isCloseTo(one.at("/formula/bytes").doubleValue() / 4, within(1.0));
        assertThat(four.at("/servers/disk").doubleValue())
                .isCloseTo(8 * four.at("/disk/atEnd/fullest").doubleValue(), within(1.0));
        int shards = one.at("/memory/shards").intValue();
        assertThat(shards).isGreaterThan(1);
        assertThat(ToolRun.json("plan", "--series", "10M", "--shards", String.valueOf(shards))
                        .at("/memory/now")
                        .doubleValue())
                .isLessThanOrEqualTo(8L << 30);
    }

    @Test
    void growthIsReadAsItIsWritten() {
        JsonNode monthly = ToolRun.json("plan", "--series", "1M", "--growth", "5%/month");
        double perDay = monthly.at("/growth/0/used").doubleValue();
        assertThat(Math.pow(1 + perDay, 365 / 12.0)).isCloseTo(1.05, within(1e-9));
        assertThat(monthly.at("/growth/0/shape").stringValue()).isEqualTo("compound");
        assertThat(monthly.at("/disk/atEnd/average").doubleValue())
                .isGreaterThan(monthly.at("/disk/now/average").doubleValue());
    }

    @Test
    void everyTableComesAsCsvAndMarkdown() {
        for (String table : new String[] {"disk", "memory", "growth", "assumptions", "course"}) {
            assertThat(ToolRun.output("plan", DEMO, "-o", "csv", "--table", table)
                            .lines())
                    .hasSizeGreaterThan(3);
        }
        assertThat(ToolRun.output("plan", DEMO, "-o", "markdown")).contains("### DISK", "### ASSUMPTIONS");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan|nothing to plan with",
                "plan --retention 15d|nothing to plan with",
                "plan --series 0|more than 0",
                "plan --series 4.1X|4.1M",
                "plan --series 1M --churn 5/fortnight|100k/h",
                "plan --series 1M --growth 5|5%/month",
                "plan --series 1M --growth -100%/day|100 %",
                "plan --series 1M --disk 500|unit",
                "plan --series 1M --disk 0|more than 0",
                "plan --series 1M --shards 0|--shards",
                "plan --series 1M --replicas -1|--replicas",
                "plan --series 1M --retention 0|--retention",
                "plan --series 1M --interval 0|--interval",
                "plan --series 1M --samples-per-second 61k --interval 15s|--interval",
                "plan --series 1M --query-memory 0.2|25%",
                "plan --series 1M --min-block-duration 1s|--min-block-duration",
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String line, String gist) {
        ToolRun run = ToolRun.of((Object[]) line.split(" "));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).startsWith("headroom: ").contains(gist).doesNotContain("Exception");
    }

    @Test
    void aDirectoryWithoutSamplesIsNothingToMeasure() throws IOException {
        Path empty = Files.createDirectories(temporary.resolve("empty/wal"));
        ToolRun run = ToolRun.of("plan", empty.getParent());
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
    }

    @Test
    void extremeFiguresEndSoonAndWell() {
        for (String figures : new String[] {
            "--series 1 --interval 1h --retention 1ms",
            "--series 900G --interval 1ms --retention 290y --disk 1EB --memory 1B",
            "--series 1M --retention 20y --growth 900%/day --disk 1TB --memory 64GB",
            "--series 1M --growth -99%/day --disk 1TB",
            "--series 1M --retention-size 1B --disk 1B",
            "--series 1M --retention 1h --min-block-duration 30d --max-block-duration 1m",
        }) {
            ToolRun run = ToolRun.of((Object[]) ("plan " + figures).split(" "));
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(run.out()).doesNotContain("NaN").doesNotContain("Infinity");
        }
    }

    private static JsonNode assumption(JsonNode plan, String name) {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode row : plan.get("assumptions")) {
            names.add(row.get("name").stringValue());
            if (row.get("name").stringValue().equals(name)) {
                return row;
            }
        }
        throw new AssertionError("no " + name + " in " + names);
    }
}
