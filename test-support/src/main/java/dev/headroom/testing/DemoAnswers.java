package dev.headroom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a real Prometheus, its promtool and the sizes of the files say of a data directory: the fields of the
/// JSON report of `headroom analyze` that these know of, under the same names, and no others. Made without
/// any reader of ours.
///
/// ```
/// { "madeWith": …,
///   "analyze": { what `headroom analyze DIR --limit 0` must say },
///   "analyzeBlock": { ULID: { what `headroom analyze DIR --block ULID` must say } } }
/// ```
///
/// Lists of a block's cardinality have at most 20 rows, and end before a value of which not all rows would fit,
/// because promtool has no order among them. The directory must be one without out-of-order samples, without NaN
/// among its values, for the staleness markers, which PromQL does not show, are found by their text, and without
/// native histogram series of fewer than three samples, of which the dumps of promtool 3.5 lose two.
public final class DemoAnswers {
    private static final int ROWS = 20;
    private static final int SEGMENT_HEADER = 8;

    private static final Map<String, String> LISTS = Map.of(
            "Label pairs most involved in churning", "labelPairsByChurn",
            "Label names most involved in churning", "labelNamesByChurn",
            "Most common label pairs", "labelPairsBySeries",
            "Label names with highest cumulative label value length", "labelNamesByValueBytes",
            "Highest cardinality labels", "labelNamesByValues",
            "Highest cardinality metric names", "metricsBySeries");

    private static final Map<String, String> COUNTS = Map.of(
            "Label names", "labelNames",
            "Postings (unique label pairs)", "labelPairs",
            "Postings entries (total label pairs)", "labelPairEntries");

    private static final Map<String, String> SPREADS = Map.of(
            "samples per float chunk", "samplesPerFloatChunk",
            "bytes per float chunk", "bytesPerFloatChunk",
            "samples per histogram chunk", "samplesPerHistogramChunk",
            "bytes per histogram chunk", "bytesPerHistogramChunk",
            "buckets per histogram chunk", "bucketsPerHistogramChunk");

    private static final Pattern DUMPED =
            Pattern.compile("(\\{__name__=\"([^\"]*)\".*?, job=\"([^\"]*)\".*?\\}) (\\{count:.*\\}|\\S+) (\\d+)");
    private static final Pattern BUCKET = Pattern.compile("\\[ *(\\d+), *(\\d+)\\]: +(\\d+)");

    private final RealPrometheus release;
    private final Path copy;

    private DemoAnswers(RealPrometheus release, Path copy) {
        this.release = release;
        this.copy = copy;
    }

    /// Writes the answers down with the newest release there is.
    ///
    /// @param args the data directory, and the file that takes the answers
    public static void main(String[] args) throws IOException {
        Path work = Files.createTempDirectory("headroom-answers");
        Path copy = work.resolve("data");
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(Path.of(args[0]).relativize(file)));
            }
        }
        Files.writeString(Path.of(args[1]), text(of(RealPrometheus.newest(), copy), "") + "\n");
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Asks about a copy of the directory: a server starts on it.
    public static ObjectNode of(RealPrometheus release, Path copy) throws IOException {
        return new DemoAnswers(release, copy).answers();
    }

    private ObjectNode answers() throws IOException {
        ObjectNode answers = object();
        answers.put("madeWith", release.toString());
        ObjectNode report = answers.putObject("analyze");
        ObjectNode byBlock = answers.putObject("analyzeBlock");
        // Before the server opens the copy, and writes to it.
        files(report);
        for (JsonNode block : report.path("blocks")) {
            String ulid = block.path("ulid").stringValue();
            byBlock.set(ulid, block(ulid));
        }
        List<Dumped> dump = release.promtool("tsdb", "dump", copy.toString())
                .lines()
                .map(Dumped::parse)
                .toList();
        try (PrometheusServer server = release.start(copy, "--storage.tsdb.no-lockfile")) {
            series(report, server, dump);
        }
        return answers;
    }

    /// What the files' sizes, `promtool tsdb list` and the two together say.
    private void files(ObjectNode report) throws IOException {
        ArrayNode blocks = report.putArray("blocks");
        long samples = 0;
        long headers = 0;
        long[] sums = new long[4];
        List<String> rows = release.promtool("tsdb", "list", copy.toString())
                .lines()
                .skip(1)
                .toList();
        for (String line : rows) {
            String[] row = line.split(" +", -1);
            Path block = copy.resolve(row[0]);
            long[] sizes = {
                bytes(block.resolve("chunks")),
                bytes(block.resolve("index")),
                bytes(block.resolve("tombstones")),
                bytes(block.resolve("meta.json"))
            };
            ObjectNode answer = blocks.addObject();
            answer.put("ulid", row[0]);
            answer.put("minTime", Long.parseLong(row[1]));
            answer.put("maxTime", Long.parseLong(row[2]));
            answer.put("series", Long.parseLong(row[6]));
            answer.put("samples", Long.parseLong(row[4]));
            answer.put("chunks", Long.parseLong(row[5]));
            answer.set("bytes", sizes(sizes));
            samples += Long.parseLong(row[4]);
            try (Stream<Path> segments = Files.list(block.resolve("chunks"))) {
                headers += SEGMENT_HEADER * segments.count();
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] += sizes[i];
            }
        }
        long total = sums[0] + sums[1] + sums[2] + sums[3];
        ObjectNode perSample = report.putObject("bytesPerSample");
        perSample.put("chunks", (double) (sums[0] - headers) / samples);
        perSample.put("disk", (double) total / samples);
        ObjectNode disk = report.putObject("disk");
        disk.set("blocks", sizes(sums));
        disk.put("segmentHeaders", headers);
        for (String kind : List.of("wal", "wbl", "chunks_head")) {
            long live = bytes(copy.resolve(kind));
            disk.put(kind.equals("chunks_head") ? "chunksHead" : kind, live);
            total += live;
        }
        disk.put("total", total);
    }

    private static ObjectNode sizes(long... sizes) {
        ObjectNode node = object();
        node.put("chunks", sizes[0]);
        node.put("index", sizes[1]);
        node.put("tombstones", sizes[2]);
        node.put("meta", sizes[3]);
        node.put("total", sizes[0] + sizes[1] + sizes[2] + sizes[3]);
        return node;
    }

    /// What a server says of series and samples. Its counts of samples lack the staleness markers, which promtool
    /// dumps.
    private void series(ObjectNode report, PrometheusServer server, List<Dumped> dump) {
        long start = dump.stream().mapToLong(Dumped::time).min().orElseThrow();
        long end = dump.stream().mapToLong(Dumped::time).max().orElseThrow();
        long windowStart = end - Truth.INGEST_WINDOW;
        Counts samples = Counts.of(server, start - 1, end, dump);
        Counts window = Counts.of(server, windowStart, end, dump);
        Map<String, Double> active = server.by("job", "count by (job) ({__name__=~\".+\"})", end);
        Map<String, Double> activeByName = server.by("__name__", "count by (__name__) ({__name__=~\".+\"})", end);
        Map<String, Double> series = seriesBy(Dumped::job, dump);
        Map<String, Double> early = server.seriesBy("job", start, start + Truth.LOOKBACK);
        long total = sum(series.values());
        double seconds = Truth.INGEST_WINDOW / 1000.0;

        report.put("dataStart", start);
        report.put("dataEnd", end);
        ObjectNode counts = report.putObject("series");
        counts.put("active", Math.round(server.scalar("count({__name__=~\".+\"})", end)));
        counts.put(
                "head",
                server.get("/api/v1/status/tsdb").at("/headStats/numSeries").longValue());
        counts.put("total", total);
        ObjectNode ingest = report.putObject("ingest");
        ingest.put("samplesPerSecond", sum(window.byJob.values()) / seconds);
        ingest.put("samples", sum(window.byJob.values()));
        ingest.put("windowSeconds", seconds);
        ObjectNode perSample = (ObjectNode) report.get("bytesPerSample");
        perSample.put("samples", sum(samples.byJob.values()));
        perSample.put("histogramSamples", samples.histograms(dump));
        cardinality(report.putObject("cardinality"), server);
        ObjectNode churn = report.putObject("churn");
        churn.put("seriesAdded", total - sum(early.values()));
        churn.put("seriesRemoved", total - sum(active.values()));
        ArrayNode byJob = churn.putArray("byJob");
        ArrayNode jobs = report.putArray("jobs");
        series.forEach((job, count) -> {
            long now = Math.round(active.getOrDefault(job, 0.0));
            ObjectNode row = byJob.addObject();
            row.put("job", job);
            row.put("active", now);
            row.put("seriesAdded", Math.round(count - early.getOrDefault(job, 0.0)));
            row.put("seriesRemoved", Math.round(count) - now);
            row(jobs, job, count, now, samples.byJob, window.byJob, seconds);
        });
        ArrayNode metrics = report.putArray("metrics");
        seriesBy(Dumped::name, dump)
                .forEach((name, count) -> row(
                        metrics,
                        name,
                        count,
                        Math.round(activeByName.getOrDefault(name, 0.0)),
                        samples.byName,
                        window.byName,
                        seconds));
    }

    private static void row(
            ArrayNode rows,
            String name,
            double series,
            long active,
            Map<String, Double> samples,
            Map<String, Double> window,
            double seconds) {
        ObjectNode row = rows.addObject();
        row.put("name", name);
        row.put("series", Math.round(series));
        row.put("active", active);
        row.put("samples", Math.round(samples.get(name)));
        row.put("samplesPerSecond", window.getOrDefault(name, 0.0) / seconds);
    }

    /// How many distinct series with samples there are. The server's own list of series has deleted ones too.
    private static Map<String, Double> seriesBy(Function<Dumped, String> group, List<Dumped> dump) {
        Map<String, Double> series = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (Dumped sample : dump) {
            if (seen.add(sample.series())) {
                series.merge(group.apply(sample), 1.0, Double::sum);
            }
        }
        return series;
    }

    private static void cardinality(ObjectNode cardinality, PrometheusServer server) {
        JsonNode names = server.get("/api/v1/labels");
        long pairs = 0;
        for (JsonNode name : names) {
            pairs += server.get("/api/v1/label/" + name.stringValue() + "/values")
                    .size();
        }
        cardinality.put("labelNames", names.size());
        cardinality.put("labelPairs", pairs);
    }

    /// What `promtool tsdb analyze` says of a block.
    private ObjectNode block(String ulid) {
        String text = release.promtool("tsdb", "analyze", "--extended", "--limit=100000", copy.toString(), ulid);
        ObjectNode answer = object();
        ObjectNode cardinality = answer.putObject("cardinality");
        Map<String, List<String>> sections = new TreeMap<>();
        String title = "";
        for (String line : text.lines().toList()) {
            if (line.endsWith(":")) {
                title = line.substring(0, line.length() - 1);
            } else if (!line.isEmpty()) {
                sections.computeIfAbsent(title, any -> new ArrayList<>()).add(line);
            }
        }
        for (String line : sections.get("")) {
            String[] count = line.split(": ", 2);
            if (COUNTS.containsKey(count[0])) {
                cardinality.put(COUNTS.get(count[0]), Long.parseLong(count[1]));
            }
        }
        new TreeMap<>(LISTS).forEach((heading, name) -> ranked(cardinality.putArray(name), sections.get(heading)));
        ObjectNode chunks = answer.putObject("chunks");
        ObjectNode spread = null;
        for (String line : sections.get("Compaction analysis")) {
            Matcher bucket = BUCKET.matcher(line);
            if (bucket.lookingAt()) {
                ObjectNode row = ((ArrayNode) spread.get("buckets")).addObject();
                row.put("from", Long.parseLong(bucket.group(1)));
                row.put("to", Long.parseLong(bucket.group(2)));
                row.put("count", Long.parseLong(bucket.group(3)));
            } else if (line.contains(" (min/avg/max): ")) {
                String[] spreadLine = line.split(" \\(min/avg/max\\): ", 2);
                String[] numbers = spreadLine[1].split("/", -1);
                spread = chunks.putObject(SPREADS.get(spreadLine[0]));
                spread.put("min", Long.parseLong(numbers[0]));
                spread.put("average", Long.parseLong(numbers[1]));
                spread.put("max", Long.parseLong(numbers[2]));
                spread.putArray("buckets");
            }
        }
        return answer;
    }

    /// The first rows of a list, the largest value first, then by name.
    private static void ranked(ArrayNode list, List<String> lines) {
        record Row(long value, String name) {
            static Row parse(String line) {
                int space = line.indexOf(' ');
                return new Row(Long.parseLong(line.substring(0, space)), line.substring(space + 1));
            }

            String label() {
                return name.split("=", 2)[0];
            }
        }
        List<Row> rows = lines.stream()
                .map(Row::parse)
                .sorted(Comparator.comparingLong(Row::value)
                        .reversed()
                        .thenComparing(Row::label)
                        .thenComparing(Row::name))
                .toList();
        long last = rows.size() > ROWS ? rows.get(ROWS).value() : -1;
        for (Row row : rows) {
            if (row.value() > last) {
                ObjectNode answer = list.addObject();
                answer.put("name", row.name());
                answer.put("value", row.value());
            }
        }
    }

    /// A line of `promtool tsdb dump`, as far as it matters here.
    private record Dumped(String series, String name, String job, String value, long time) {
        static Dumped parse(String line) {
            Matcher sample = DUMPED.matcher(line);
            if (!sample.matches()) {
                throw new IllegalStateException("no sample: " + line);
            }
            return new Dumped(
                    sample.group(1),
                    sample.group(2),
                    sample.group(3),
                    sample.group(4),
                    Long.parseLong(sample.group(5)));
        }

        boolean isHistogram() {
            return value.startsWith("{");
        }

        boolean isStale() {
            return value.equals("NaN") || value.equals("{count:0, sum:NaN}");
        }
    }

    /// Samples by job and by metric.
    private record Counts(Map<String, Double> byJob, Map<String, Double> byName) {
        static Counts of(PrometheusServer server, long from, long to, List<Dumped> dump) {
            Counts counts = new Counts(new TreeMap<>(), new TreeMap<>());
            for (JsonNode name : server.get("/api/v1/label/__name__/values")) {
                String expression = "sum by (job) (count_over_time({__name__=\"%s\"}[%dms]))"
                        .formatted(name.stringValue(), to - from);
                server.by("job", expression, to).forEach((job, count) -> counts.add(job, name.stringValue(), count));
            }
            dump.stream()
                    .filter(sample -> sample.isStale() && sample.time() > from && sample.time() <= to)
                    .forEach(sample -> counts.add(sample.job(), sample.name(), 1));
            return counts;
        }

        private void add(String job, String name, double count) {
            byJob.merge(job, count, Double::sum);
            byName.merge(name, count, Double::sum);
        }

        /// Samples of the metrics that are histograms.
        long histograms(List<Dumped> dump) {
            TreeSet<String> names = dump.stream()
                    .filter(Dumped::isHistogram)
                    .map(Dumped::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            return names.stream()
                    .mapToLong(name -> Math.round(byName.get(name)))
                    .sum();
        }
    }

    private static long bytes(Path path) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }

    private static long sum(Iterable<Double> counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count;
        }
        return Math.round(sum);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// JSON with one row of a list per line.
    private static String text(JsonNode node, String indent) {
        boolean flat = node.valueStream().noneMatch(JsonNode::isContainer);
        if (!node.isContainer() || flat) {
            return JsonMapper.shared().writeValueAsString(node);
        }
        String inner = indent + "  ";
        String body = node.isArray()
                ? node.valueStream().map(value -> inner + text(value, inner)).collect(Collectors.joining(",\n"))
                : node.propertyStream()
                        .map(field -> inner + '"' + field.getKey() + "\": " + text(field.getValue(), inner))
                        .collect(Collectors.joining(",\n"));
        return (node.isArray() ? "[\n" : "{\n") + body + "\n" + indent + (node.isArray() ? "]" : "}");
    }
}
