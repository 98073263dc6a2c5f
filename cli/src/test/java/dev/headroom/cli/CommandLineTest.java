package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cli.render.Values;
import dev.headroom.testing.block.BlockImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Options, formats and exit codes, on a block whose labels are as hostile as labels can be.
class CommandLineTest {
    private static final long START = 1_700_000_400_000L;

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        BlockImage block = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA");
        for (String value : RealBlocks.HOSTILE_VALUES) {
            block.series(Map.of("__name__", value, "job", value, "\u001b]0;x\u0007\n|", value), START, 3);
        }
        block.series(Map.of("job", "no name"), START, 2);
        block.tombstone(1 << 20, 5, 6).write(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "analyze", "dump"})
    void helpSaysHowACommandIsUsed(String command) {
        String help = ToolRun.output(command, "--help");
        assertThat(help)
                .startsWith("Usage: headroom " + command)
                .contains("DIR")
                .contains("--help");
        assertThat(help.lines()).allMatch(line -> line.length() <= 120);
        assertThat(ToolRun.output("--help")).contains(command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "analyze|DIR",
                "list|DIR",
                "dump|DIR",
                "analyze D D|",
                "analyze D --no-such-option|--no-such-option",
                "analyze D --limit -1|limit",
                "analyze D --limit x|x",
                "analyze D --limit 99999999999|99999999999",
                "analyze D --threads 0|threads",
                "analyze D -o xml|xml",
                "list D -o openmetrics|openmetrics",
                "dump D -o json|json",
                "analyze D --match {|selector",
                "analyze D --match {}|matcher",
                "dump D --match {}|matcher",
                "analyze D --match up[5m]|selector",
                "analyze D --match {a=~\"(\"}|selector",
                "dump D --match {a=~\"((a{1000}){1000}){1000}\"}|",
                "dump D --from 2026-01-02|2026-01-02",
                "dump D --to never|never",
                "analyze D --from 1700010000000 --to 1700000000000|--from",
                "dump D --from 1700010000000 --to 1700000000000|--from",
                "analyze D --table nonsense -o csv|nonsense",
                "analyze D --color sometimes|sometimes",
                "analyze D --step x|x",
                "rewrite D --threads 0|--threads",
                "generate D --threads 0|--threads",
                "rewrite D --job a|--job: goes with --relabel",
                "verify D --against D --job a|--job: goes with --relabel",
                "whatif D --drop-label a --job a|--job: goes with --relabel",
                "rewrite D --relabel nosuch.yml|nosuch.yml: no such file",
                "verify D --against D --relabel nosuch.yml|nosuch.yml: no such file",
                "whatif D --relabel nosuch.yml|nosuch.yml: no such file",
                "rewrite D --drop-label=|--drop-label",
                "rewrite D --from 1700010000000|--from, --to: go with --delete",
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String line, String gist) {
        ToolRun run = ToolRun.of((Object[]) line.replace(" D", " " + data).split(" (?!\\()", -1));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).startsWith("headroom: ").doesNotContain("Exception");
        if (gist != null) {
            assertThat(run.err()).contains(gist);
        }
    }

    @Test
    void whatIsTypedIsNotSentBackToTheTerminalAsItIs() {
        for (String option : List.of("--match", "--from", "--no-such-option", "-o", "--limit")) {
            ToolRun run = ToolRun.of("analyze", data, option, "{a=\"\u001b]0;x\u0007\u202e");
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertHarmless(run.err());
            assertThat(run.complaints()).hasSize(1);
        }
    }

    /// The heap of this JVM is not the launcher's, so what is more than it is as good as kept.
    @Test
    void maxMemoryIsKeptOrRefused() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        assertThat(ToolRun.json("analyze", data, "--max-memory", (heap + 200) + "MB"))
                .isEqualTo(ToolRun.json("analyze", data));
        for (String limit : List.of("100MB", "x", "12", "-1GB", (heap + 64) + "MB")) {
            ToolRun run = ToolRun.of("analyze", data, "--max-memory=" + limit);
            assertThat(run.exitCode()).as(limit).isEqualTo(ExitCode.USAGE);
            assertThat(run.complaints()).hasSize(1);
            assertThat(run.err()).contains("--max-memory");
        }
    }

    @Test
    void limitCutsListsAndZeroDoesNot() {
        JsonNode few = ToolRun.json("analyze", data, "--limit", 3);
        assertThat(few.get("metrics")).hasSize(3);
        assertThat(few.at("/cardinality/labelPairsBySeries")).hasSize(3);
        JsonNode all = ToolRun.json("analyze", data, "--limit", 0);
        assertThat(all.get("metrics")).hasSize(RealBlocks.HOSTILE_VALUES.size() + 1);
        assertThat(ToolRun.json("analyze", data, "--limit", 1_000_000)).isEqualTo(all);
        assertThat(all.get("metrics").valueStream().limit(3)).containsExactlyElementsOf(few.get("metrics"));
    }

    @ParameterizedTest
    @MethodSource("reports")
    void jsonIsOneDocumentOfPlainNumbers(String command) {
        String text = ToolRun.output(command, data, "-o", "json");
        assertThat(text).endsWith("}\n").doesNotContain("NaN", "Infinity");
        JsonNode report = JsonMapper.shared().readTree(text);
        assertThat(report.get("schemaVersion").intValue()).isEqualTo(1);
        assertThat(report.get("path").stringValue()).isEqualTo(data.toString());
        assertNumbers(report, "");
    }

    static Stream<String> reports() {
        return Stream.of("list", "analyze");
    }

    /// Whatever counts, weighs or dates is a number.
    private static void assertNumbers(JsonNode node, String name) {
        if (node.isContainer()) {
            node.properties().forEach(field -> assertNumbers(field.getValue(), field.getKey()));
            node.forEach(element -> {
                if (element.isContainer()) {
                    assertNumbers(element, "");
                }
            });
        } else if (Set.of(
                        "series",
                        "samples",
                        "chunkBytes",
                        "bytes",
                        "total",
                        "minTime",
                        "maxTime",
                        "dataEnd",
                        "value",
                        "share")
                .contains(name)) {
            assertThat(node.isNumber()).as(name).isTrue();
        }
    }

    @Test
    void hostileValuesReachJsonUnchanged() {
        JsonNode report = ToolRun.json("analyze", data, "--limit", 0, "--by", "job");
        List<String> values = new ArrayList<>(RealBlocks.HOSTILE_VALUES);
        values.add("no name");
        assertThat(report.get("jobs").findValuesAsString("name")).containsExactlyInAnyOrderElementsOf(values);
        assertThat(report.get("groups")
                        .valueStream()
                        .map(group -> group.at("/labels/job").stringValue()))
                .containsExactlyInAnyOrderElementsOf(values);
    }

    @Test
    void everyTableParsesAsCsv() throws IOException {
        for (String command : List.of("analyze", "list")) {
            for (String table : tables(command)) {
                List<CSVRecord> records = records(ToolRun.output(command, data, "-o", "csv", "--table", table));
                assertThat(records).isNotEmpty();
                assertThat(records)
                        .allMatch(CSVRecord::isConsistent)
                        .allMatch(row -> row.size() == records.getFirst().size());
                assertThat(Set.copyOf(records.getFirst().toList()))
                        .hasSize(records.getFirst().size());
            }
        }
    }

    @Test
    void csvHoldsWhatJsonHolds() throws IOException {
        JsonNode report = ToolRun.json("analyze", data, "--limit", 0);
        List<CSVRecord> records =
                records(ToolRun.output("analyze", data, "--limit", 0, "-o", "csv", "--table", "jobs"));
        List<String> header = records.getFirst().toList();
        assertThat(records).hasSize(report.get("jobs").size() + 1);
        for (int i = 1; i < records.size(); i++) {
            JsonNode row = report.get("jobs").get(i - 1);
            String name = Values.printable(row.get("name").stringValue());
            assertThat(records.get(i).get(header.indexOf("name")))
                    .isEqualTo(name.matches("(?s)[=+@-].*") ? "'" + name : name);
            for (String number : List.of("series", "samples", "chunkBytes", "bytesPerSample", "share")) {
                assertThat(Double.parseDouble(records.get(i).get(header.indexOf(number))))
                        .isEqualTo(row.get(number).doubleValue());
            }
        }
    }

    /// The names of a command's tables are those that it offers when asked for another one.
    private Set<String> tables(String command) {
        ToolRun run = ToolRun.of(command, data, "-o", "csv", "--table", "nonsense");
        Matcher names = Pattern.compile("there are: (.*) \\(try").matcher(run.err());
        assertThat(names.find()).isTrue();
        return new TreeSet<>(List.of(names.group(1).split(", ", -1)));
    }

    private static List<CSVRecord> records(String text) throws IOException {
        try (var parser = CSVFormat.RFC4180.parse(new StringReader(text))) {
            return parser.getRecords();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "markdown", "csv"})
    void nothingSteersATerminal(String format) {
        for (String command : List.of("analyze", "list")) {
            assertHarmless(ToolRun.output(command, data, "-o", format));
        }
        assertHarmless(ToolRun.output("analyze", data, "-o", format, "--limit", 0, "--by", "\u001b]0;x\u0007\n|"));
    }

    @Test
    void aDumpSteersNoTerminal() {
        assertThat(ToolRun.output("dump", data).codePoints().filter(c -> c != '\n'))
                .noneMatch(Character::isISOControl);
    }

    @Test
    void colorIsThereWhenAskedForAndNotOtherwise() {
        assertThat(ToolRun.output("analyze", data, "--color", "always")).contains("\u001b[1m");
        assertThat(ToolRun.output("analyze", data)).doesNotContain("\u001b");
        assertThat(ToolRun.output("analyze", data, "--color", "always").replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(ToolRun.output("analyze", data));
    }

    @Test
    void linesOfATextTableAreAligned() {
        List<String> lines =
                ToolRun.output("analyze", data, "--limit", 0).lines().toList();
        int title = lines.indexOf("MOST COMMON LABEL PAIRS");
        assertThat(title).isPositive();
        int column = lines.get(title + 1).indexOf("name");
        for (int i = title + 2; !lines.get(i).isEmpty(); i++) {
            assertThat(lines.get(i).substring(0, column)).matches(" *[0-9,]+ +");
        }
    }

    /// Cells hold text only: no markup, no further cells, no further rows.
    @Test
    void markdownIsNoMarkup() {
        String markdown = ToolRun.output("analyze", data, "-o", "markdown", "--limit", 0);
        assertThat(markdown).doesNotContain("<script").doesNotContain("](http").contains("&lt;script&gt;");
        int columns = -1;
        int rows = 0;
        for (String line : markdown.split("\n", -1)) {
            if (!line.startsWith("|")) {
                columns = -1;
                continue;
            }
            int cells = line.replaceAll("\\\\.", "").split("\\|", -1).length;
            columns = columns < 0 ? cells : columns;
            assertThat(cells).as(line).isEqualTo(columns);
            rows++;
        }
        assertThat(rows).isGreaterThan(2 * RealBlocks.HOSTILE_VALUES.size());
        assertThat(markdown.replaceAll("\\\\.", "")).doesNotContain("`", "*bold*", "[link]");
    }

    @Test
    void aFileAppearsWholeOrNotAtAll() throws IOException {
        Path file = directory.resolve("report.json");
        assertThat(ToolRun.output("analyze", data, "-o", "json", "--output-file", file))
                .isEmpty();
        assertThat(JsonMapper.shared().readTree(file.toFile())).isEqualTo(ToolRun.json("analyze", data));
        assertThat(files(directory)).containsExactly("data", "report.json");

        // What was there stays there when nothing better comes.
        String before = Files.readString(file);
        ToolRun failed = ToolRun.of("analyze", directory.resolve("nowhere"), "--output-file", file);
        assertThat(failed.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(ToolRun.of("analyze", data, "-o", "csv", "--table", "nonsense", "--output-file", file)
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(file).hasContent(before);
        assertThat(files(directory)).containsExactly("data", "report.json");

        ToolRun.output("analyze", data, "--output-file", file);
        assertThat(file).content().contains("METRICS BY CHUNK BYTES");
        // As anybody else would have written it.
        Path other = Files.writeString(directory.resolve("other"), "");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such/folder/report", "data", "data/meta.json/x"})
    void aFileThatCannotBeWrittenIsNamed(String name) {
        ToolRun run = ToolRun.of("analyze", data, "--output-file", directory.resolve(name));
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains(directory.resolve(name).toString()).doesNotContain("Exception", ".tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "analyze", "dump"})
    void aReaderWhoLeavesEndsARunQuietly(String command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Headroom.run(full("Broken pipe"), err, command, data.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "analyze", "dump"})
    void anAnswerThatCannotBeWrittenIsAnError(String command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Headroom.run(full("No space left on device"), err, command, data.toString()))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("headroom: standard output: No space left on device\n");
    }

    @Test
    void nothingSelectedIsNothingCounted() {
        JsonNode report = ToolRun.json("analyze", data, "--match", "nosuchmetric", "--by", "job");
        assertThat(report.at("/series/total").longValue()).isZero();
        for (String list : List.of("metrics", "jobs", "groups", "labels")) {
            assertThat(report.get(list)).as(list).isEmpty();
        }
        assertThat(ToolRun.output("analyze", data, "--match", "nosuchmetric"))
                .contains("no samples")
                .doesNotContain("NaN");
        assertThat(ToolRun.output("dump", data, "--match", "nosuchmetric")).isEmpty();
        assertThat(ToolRun.output("dump", data, "--match", "nosuchmetric", "-o", "openmetrics"))
                .isEqualTo("# EOF\n");
    }

    @Test
    void aSelectorThatExcludesNobodyChoosesAll() {
        assertThat(ToolRun.output("dump", data, "--match", "{job=~\".*\"}")).isEqualTo(ToolRun.output("dump", data));
        assertThat(ToolRun.json("analyze", data, "--match", "{nosuchlabel=\"\"}")
                        .get("series"))
                .isEqualTo(ToolRun.json("analyze", data).get("series"));
    }

    @Test
    void aLabelNamedTwiceGroupsOnce() {
        ToolRun twice = ToolRun.of("analyze", data, "--by", "job", "--by", "job", "--limit", 0, "-o", "json");
        assertThat(twice.exitCode()).isIn(ExitCode.OK, ExitCode.USAGE);
        if (twice.exitCode() == ExitCode.OK) {
            assertThat(twice.json().get("groups"))
                    .isEqualTo(ToolRun.json("analyze", data, "--by", "job", "--limit", 0)
                            .get("groups"));
            assertThat(ToolRun.output("analyze", data, "--by", "job", "--by", "job", "-o", "csv", "--table", "groups"))
                    .isNotEmpty();
        }
    }

    @Test
    void aLabelNobodyHasMakesOneGroup() {
        JsonNode groups = ToolRun.json("analyze", data, "--by", "nosuchlabel").get("groups");
        assertThat(groups).hasSize(1);
        assertThat(groups.at("/0/labels")).isEmpty();
        assertThat(groups.at("/0/series").intValue()).isEqualTo(RealBlocks.HOSTILE_VALUES.size() + 1);
    }

    @Test
    void severalThreadsCountAsOneDoes() {
        Path large = directory.resolve("large");
        for (int b = 0; b < 3; b++) {
            BlockImage block = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAA" + b);
            for (int i = b * 700; i < 5_000; i += b + 1) {
                block.series(
                        Map.of("__name__", "metric_" + i % 7, "job", "job_" + i % 11, "n", String.valueOf(i)),
                        START + b * 3_600_000L,
                        1 + i % 4);
            }
            block.tombstone(20 + b, START, START + 60_000).write(large);
        }
        Object[] one = {"analyze", large, "--limit", 0, "--by", "job,n", "--threads", 1};
        Object[] four = {"analyze", large, "--limit", 0, "--by", "job,n", "--threads", 4};
        JsonNode expected = ToolRun.json(one);
        assertThat(ToolRun.json(four)).isEqualTo(expected);
        assertThat(expected.at("/series/total").longValue()).isGreaterThan(4_000);
        Object[] ranged = {
            "analyze", large, "--from", START + 60_000, "--to", START + 3_660_000, "--limit", 0, "--threads", 1
        };
        JsonNode rangedOne = ToolRun.json(ranged);
        ranged[9] = 3;
        assertThat(ToolRun.json(ranged)).isEqualTo(rangedOne);
    }

    @Test
    void bothEndsOfARangeCountAndSecondsAreMilliseconds() {
        List<String> two = PromtoolDump.lines(
                ToolRun.output("dump", data, "--from", START, "--to", START + 60_000, "--match", "{job=\"no name\"}"));
        assertThat(two).hasSize(2);
        assertThat(PromtoolDump.lines(ToolRun.output(
                        "dump", data, "--from", START / 1000, "--to", START / 1000, "--match", "{job=\"no name\"}")))
                .containsExactly(two.getFirst());
        assertThat(ToolRun.output("dump", data, "--from", "now-5m")).isEmpty();
        assertThat(ToolRun.output("dump", data, "--from", Long.MIN_VALUE, "--to", Long.MAX_VALUE))
                .isEqualTo(ToolRun.output("dump", data));
    }

    private static void assertHarmless(String text) {
        assertThat(text.codePoints().filter(c -> c != '\n'))
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static OutputStream full(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }
}
