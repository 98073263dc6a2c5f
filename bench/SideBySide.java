import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Runs Headroom and its peers in turn on the same data and compares the medians of whole processes.
///
/// The data is made on the first run: a directory that a real Prometheus filled and was killed over (blocks, a
/// checkpoint, a log, head chunks), and blocks of a larger fleet that `headroom generate` wrote. All of it is in the
/// file cache when it counts. Times and memory are what `/usr/bin/time` says of a process.
final class SideBySide {
    private static final Pattern REPLAY = Pattern.compile("total_replay_duration=(\\S+)");
    private static final Pattern ADDRESS = Pattern.compile("Listening on.* address=(\\S+)");
    private static final Pattern BLOCK = Pattern.compile("write block.* duration=(\\S+)");
    private static final Pattern COMPACTION = Pattern.compile("msg=\"compact blocks\".* count=3 .*duration=(\\S+)");

    private static final Pattern SAMPLES = Pattern.compile("\"numSamples\": *([0-9]+)");

    /// What `--guard` asks of the ratio of processor time to each peer: half of what was reached on its data, so that
    /// only a regression falls below. Raise them with what is reached. Processor time, because on a machine that has
    /// other things to do the ratio of the times that pass falls to a third, and that of processor time stays.
    private static final Map<String, Double> GUARDS = Map.of(
            "`--version`", 0.2,
            "`--help`", 0.2,
            "a usage error", 0.2,
            "`analyze --index-only` of a block", 0.5,
            "`analyze` of a block", 0.39,
            "`analyze` of a directory of two blocks", 0.29,
            "`dump` of a block", 2.8);

    /// Of a row that is there to know.
    private static final double NO_GOAL = 0;

    /// Series of each block that it measures.
    private static final int GUARDED_SERIES = 120_000;

    /// What a process took.
    record Usage(double seconds, double processorSeconds, double mebibytes) {
        Usage plus(Usage next) {
            return new Usage(
                    seconds + next.seconds,
                    processorSeconds + next.processorSeconds,
                    Math.max(mebibytes, next.mebibytes));
        }

        /// The same with processor time as its time.
        Usage onProcessor() {
            return new Usage(processorSeconds, processorSeconds, mebibytes);
        }
    }

    /// One measurement of one side.
    interface Side {
        Usage run() throws Exception;
    }

    /// A line of the table.
    record Row(String work, String against, Usage peer, Usage ours, double goal) {
        double ratio() {
            return peer.seconds() / ours.seconds();
        }

        Row guarded() {
            return new Row(work, against, peer.onProcessor(), ours.onProcessor(), GUARDS.get(work));
        }
    }

    private final Path root = Path.of("").toAbsolutePath();
    private final Path releases = Path.of(System.getenv("HEADROOM_PROMETHEUS"));
    private final String headroom = root.resolve("headroom").toString();
    private final List<Row> rows = new ArrayList<>();
    private int runs = 5;
    private int series = 400_000;
    private long seed = 1;
    private Path data = root.resolve("bench/target/data");
    private boolean write = true;
    private boolean guard;
    private String promtool;
    private String prometheus;

    public static void main(String... args) throws Exception {
        new SideBySide().run(args);
    }

    private void run(String... args) throws Exception {
        options(args);
        promtool = newest("promtool");
        if (!Files.isExecutable(Path.of("/usr/bin/time"))) {
            throw new IllegalStateException("needs /usr/bin/time (Debian: apt-get install time)");
        }
        if (guard) {
            guard();
            return;
        }
        prometheus = newest("prometheus");
        Path fleet = fleet("fleet", 7.5);
        Path day = fleet("day", 25.5);
        Path large = generated("large", 5 * series, "--hours=2", "--interval=60s");
        Path dense = generated("dense", series, "--hours=2", "--interval=20s");
        Path ranges = generated("ranges", series, "--hours=8", "--interval=60s", "--until=2025-12-31T20:00:00Z");

        starts();
        block("a block", fleet, 6);
        block("a block of five times as many series", large, 12);
        directory("a directory of a day", day);
        directory("a directory of a few hours", fleet);
        log(fleet);
        dump(fleet);
        rewrite("a block", fleet);
        rewrite("a block with three chunks a series", dense);
        rewrite("a block of five times as many series", large);
        compaction(ranges);
        replayLog(fleet);
        replayRemote(fleet);

        String table = table(describe());
        System.out.print(table);
        if (write) {
            writeInto(root.resolve("PERFORMANCE.md"), table);
        }
    }

    /// Measures blocks of medium size, which take no server to make, and fails when a ratio is below its guard.
    private void guard() throws Exception {
        Path medium = generated("medium", GUARDED_SERIES, "--hours=4", "--interval=240s");
        starts();
        block("a block", medium, 0);
        compare(
                "`analyze` of a directory of two blocks",
                "`promtool tsdb analyze` of each block",
                eachBlock(medium),
                process(headroom, "analyze", medium.toString()),
                0);
        dump(medium);
        List<Row> slow = rows.stream().filter(row -> row.ratio() < row.goal()).toList();
        System.out.print(table("Processor time, medians of " + runs + " alternating runs on generated blocks of "
                + GUARDED_SERIES + " series; the goal is the guard, below which it fails."));
        slow.forEach(row -> say("%s has a ratio of %.2f to %s; the guard is %.2f"
                .formatted(row.work(), row.ratio(), row.against(), row.goal())));
        if (!slow.isEmpty()) {
            System.exit(1);
        }
    }

    private void options(String... args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--runs" -> runs = Integer.parseInt(args[++i]);
                case "--series" -> series = Integer.parseInt(args[++i]);
                case "--seed" -> seed = Long.parseLong(args[++i]);
                case "--data" -> data = Path.of(args[++i]).toAbsolutePath();
                case "--no-write" -> write = false;
                case "--guard" -> guard = true;
                default -> throw new IllegalArgumentException("bench/run: no such option: " + args[i]);
            }
        }
    }

    private String newest(String program) throws IOException {
        try (Stream<Path> files = Files.find(
                releases,
                4,
                (path, attributes) -> path.endsWith("usr/bin/" + program),
                FileVisitOption.FOLLOW_LINKS)) {
            return files.max(Comparator.comparingDouble(SideBySide::release)).orElseThrow(() ->
                            new IllegalStateException(releases + ": no " + program + " in it"))
                    .toString();
        }
    }

    /// The release of `…/3.5/usr/bin/promtool`, or of `…/prometheus-3.5.3/usr/bin/promtool`, as a number that sorts.
    private static double release(Path program) {
        String folder = program.getName(program.getNameCount() - 4).toString();
        Matcher numbers = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})").matcher(folder);
        return numbers.find() ? Integer.parseInt(numbers.group(1)) * 10_000.0 + Integer.parseInt(numbers.group(2)) : -1;
    }

    // The data.

    /// A directory that a real server has written. Its blocks are of two hours, as those of a server with a Thanos sidecar,
    /// so that their number does not depend on how far the server had come with compacting them.
    private Path fleet(String name, double hours) throws Exception {
        Path directory = data.resolve(name + "-" + series + "-" + seed);
        if (Files.notExists(directory.resolve("done"))) {
            delete(directory);
            say("Loading a Prometheus with " + hours + " hours of " + series + " series (some minutes)");
            call(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Dheadroom.prometheus=" + releases,
                    "-cp",
                    System.getenv("FLEET_CLASSPATH"),
                    "dev.headroom.testing.BenchFleet",
                    directory.resolve("data").toString(),
                    String.valueOf(series),
                    String.valueOf(seed),
                    String.valueOf(hours),
                    "--storage.tsdb.max-block-duration=2h");
            Files.createFile(directory.resolve("done"));
        }
        return directory.resolve("data");
    }

    private Path generated(String name, int wanted, String... options) throws Exception {
        Path directory = data.resolve(name + "-" + wanted + "-" + seed);
        if (Files.notExists(directory.resolve("done"))) {
            delete(directory);
            say("Generating blocks of " + wanted + " series");
            List<String> command = new ArrayList<>(List.of(headroom, "generate", "--series=" + wanted, "--seed=" + seed));
            command.addAll(List.of(options));
            command.add(directory.resolve("data").toString());
            call(command.toArray(String[]::new));
            Files.createFile(directory.resolve("done"));
        }
        return directory.resolve("data");
    }

    // The rows.

    private void starts() throws Exception {
        Side peer = process(promtool, "--version");
        compare("`--version`", "`promtool --version`", peer, process(headroom, "--version"), 0.5);
        compare("`--help`", "`promtool --version`", peer, process(headroom, "--help"), 0.5);
        compare("a usage error", "`promtool --version`", peer, failing(headroom, "no-such-command"), 0.5);
    }

    /// A block in two ways: from its index, as promtool's plain analysis has it, and with its chunks, as the extended one.
    ///
    /// @param goal for the first
    private void block(String what, Path directory, double goal) throws Exception {
        Path block = blocks(directory).getLast();
        String parent = directory.toString();
        String ulid = block.getFileName().toString();
        compare(
                "`analyze --index-only` of " + what,
                "`promtool tsdb analyze`",
                process(promtool, "tsdb", "analyze", parent, ulid),
                process(headroom, "analyze", "--index-only", block.toString()),
                goal);
        compare(
                "`analyze` of " + what,
                "`promtool tsdb analyze --extended`",
                process(promtool, "tsdb", "analyze", "--extended", parent, ulid),
                process(headroom, "analyze", block.toString()),
                10);
        if (!guard) {
            compare(
                    "the same",
                    "`promtool tsdb analyze`, which reads no chunks",
                    process(promtool, "tsdb", "analyze", parent, ulid),
                    process(headroom, "analyze", block.toString()),
                    NO_GOAL);
        }
    }

    /// All of a directory, beside promtool's extended analysis, which reads the chunks as well, and its plain one.
    private void directory(String what, Path directory) throws Exception {
        int count = blocks(directory).size();
        Side replay = () -> replay(directory, false);
        Side extended = eachBlock(directory, "--extended");
        Side plain = eachBlock(directory);
        Side ours = process(headroom, "analyze", directory.toString());
        compare(
                "`analyze` of " + what,
                "`promtool tsdb analyze --extended` of its " + count + " blocks, and the server's replay",
                () -> replay.run().plus(extended.run()),
                ours,
                6);
        compare(
                "the same",
                "`promtool tsdb analyze` of each block, which reads no chunks, and the server's replay",
                () -> replay.run().plus(plain.run()),
                ours,
                NO_GOAL,
                Math.ceilDiv(runs, 2));
    }

    private void log(Path directory) throws Exception {
        compare(
                "`wal`",
                "the server's replay (`total_replay_duration`)",
                () -> replay(directory, false),
                process(headroom, "wal", directory.toString()),
                4);
    }

    private Side eachBlock(Path directory, String... options) {
        return () -> {
            Usage sum = new Usage(0, 0, 0);
            for (Path block : blocks(directory)) {
                List<String> command = new ArrayList<>(List.of(promtool, "tsdb", "analyze"));
                command.addAll(List.of(options));
                command.addAll(List.of(directory.toString(), block.getFileName().toString()));
                sum = sum.plus(process(command.toArray(String[]::new)).run());
            }
            return sum;
        };
    }

    private void dump(Path directory) throws Exception {
        Path only = data.resolve("one-block");
        delete(only);
        Path block = blocks(directory).getLast();
        copy(block, only.resolve(block.getFileName().toString()));
        // promtool dumps no directory without one.
        Files.createDirectory(only.resolve("wal"));
        compare(
                "`dump` of a block",
                "`promtool tsdb dump`",
                process(promtool, "tsdb", "dump", only.toString()),
                process(headroom, "dump", only.toString()),
                5);
        delete(only);
    }

    private void rewrite(String what, Path directory) throws Exception {
        Path only = data.resolve("one-block");
        Path out = data.resolve("rewritten");
        Path block = blocks(directory).getLast();
        delete(only);
        copy(block, only.resolve(block.getFileName().toString()));
        Side peer = () -> {
            delete(out);
            return process("sh", "-c", "cp -r '" + only + "' '" + out + "' && sync").run();
        };
        compare("`rewrite --drop-label` of " + what, "`cp -r` and `sync`", peer, rewriting(only, out), 0.4);
        delete(out);
        delete(only);
    }

    private void replayLog(Path directory) throws Exception {
        Path out = data.resolve("blocks-of-log");
        Side ours = () -> {
            delete(out);
            return process(headroom, "replay", "wal", "--out=" + out, directory.toString()).run();
        };
        compare(
                "`replay wal`",
                "the server's replay and the block of its head (`total_replay_duration`, `write block`)",
                () -> replay(directory, true),
                ours,
                2);
        delete(out);
    }

    private Side rewriting(Path directory, Path out, String... options) {
        List<String> command = new ArrayList<>(List.of(headroom, "rewrite", "--drop-label=namespace", "--out=" + out));
        command.addAll(List.of(options));
        command.add(directory.toString());
        return () -> {
            delete(out);
            return process(command.toArray(String[]::new)).run();
        };
    }

    /// The first three of four blocks of two hours are what a server makes one block of six hours of. Half the runs, as a
    /// server waits for a minute before it begins.
    private void compaction(Path directory) throws Exception {
        Path out = data.resolve("rewritten");
        List<String> options = new ArrayList<>();
        for (Path block : blocks(directory).subList(0, 3)) {
            options.add("--block=" + block.getFileName());
        }
        compare(
                "`rewrite --drop-label` of three blocks",
                "the server's compaction of the same (`duration`)",
                () -> compact(directory),
                rewriting(directory, out, options.toArray(String[]::new)),
                4,
                Math.ceilDiv(runs, 2));
        delete(out);
    }

    /// A block alone, which is what vmctl reads.
    private void replayRemote(Path directory) throws Exception {
        Path only = data.resolve("one-block");
        delete(only);
        Path block = blocks(directory).getLast();
        copy(block, only.resolve(block.getFileName().toString()));
        Matcher count = SAMPLES.matcher(Files.readString(block.resolve("meta.json")));
        long samples = count.find() ? Long.parseLong(count.group(1)) : 0;
        Usage promise = new Usage(samples / 3e6, Double.NaN, Double.NaN);
        String java = ProcessHandle.current().info().command().orElse("java");
        Process receiver = new ProcessBuilder(java, "-XX:+UseSerialGC", "bench/NullReceiver.java")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String port = receiver.inputReader().readLine();
            compare(
                    "`replay remote` into a receiver that looks at nothing",
                    "three million samples a second",
                    () -> promise,
                    send(only, "http://127.0.0.1:" + port + "/write", "--protocol=1"),
                    1);
        } finally {
            receiver.destroyForcibly().waitFor();
        }
        Path program = releases.resolve("vm/usr/bin");
        if (Files.isExecutable(program.resolve("vmctl"))) {
            Side peer = () -> victoria(program, process(
                    program.resolve("vmctl").toString(),
                    "prometheus",
                    "-s",
                    "--disable-progress-bar",
                    "--prom-concurrency=2",
                    "--prom-snapshot=" + only,
                    "--vm-addr=http://127.0.0.1:18428"));
            // It takes samples in any order, so all that a series has in the block may be sent at once.
            Side ours = () -> victoria(program, send(only, "http://127.0.0.1:18428/api/v1/write", "--window=2h"));
            compare("`replay remote` into VictoriaMetrics", "`vmctl prometheus`, which leaves native histograms out", peer, ours, 1);
        } else {
            say("no " + program.resolve("vmctl") + ": left out");
        }
        delete(only);
    }

    private Side send(Path directory, String url, String... more) {
        List<String> command = new ArrayList<>(List.of(headroom, "replay", "remote", directory.toString(), "--url=" + url));
        command.add("--journal=" + data.resolve("replay.journal"));
        command.addAll(Arrays.asList(more));
        return process(command.toArray(String[]::new));
    }

    /// Measures something that sends to an empty VictoriaMetrics.
    private Usage victoria(Path program, Side sender) throws Exception {
        Path storage = data.resolve("victoria");
        delete(storage);
        Process server = new ProcessBuilder(
                        program.resolve("victoria-metrics").toString(),
                        "-storageDataPath=" + storage,
                        "-httpListenAddr=127.0.0.1:18428",
                        "-retentionPeriod=100y")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            call("curl", "-s", "-f", "--retry", "100", "--retry-all-errors", "--retry-delay", "1", "http://127.0.0.1:18428/health");
            return sender.run();
        } finally {
            server.destroyForcibly().waitFor();
            delete(storage);
        }
    }

    private void compare(String work, String against, Side peer, Side ours, double goal) throws Exception {
        compare(work, against, peer, ours, goal, runs);
    }

    private void compare(String work, String against, Side peer, Side ours, double goal, int counted) throws Exception {
        say(work + " against " + against);
        List<Usage> theirs = new ArrayList<>();
        List<Usage> mine = new ArrayList<>();
        for (int i = 0; i <= counted; i++) {
            Usage one = peer.run();
            Usage other = ours.run();
            if (i > 0) {
                theirs.add(one);
                mine.add(other);
            }
        }
        Row row = new Row(work, against, median(theirs), median(mine), goal);
        say(String.format(
                Locale.ROOT, "%.3f s against %.3f s: %.2f", row.ours().seconds(), row.peer().seconds(), row.ratio()));
        rows.add(guard ? row.guarded() : row);
    }

    private static Usage median(List<Usage> usages) {
        return new Usage(
                median(usages, Usage::seconds),
                median(usages, Usage::processorSeconds),
                median(usages, Usage::mebibytes));
    }

    private static double median(List<Usage> usages, ToDoubleFunction<Usage> of) {
        double[] sorted = usages.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    // Processes.

    private static Side process(String... command) {
        return () -> measure(0, command);
    }

    private static Side failing(String... command) {
        return () -> measure(2, command);
    }

    private static Usage measure(int expected, String... command) throws Exception {
        Path file = Files.createTempFile("headroom-bench", ".time");
        try {
            List<String> timed = new ArrayList<>(List.of("/usr/bin/time", "-q", "-o", file.toString(), "-f", "%e %U %S %M"));
            timed.addAll(Arrays.asList(command));
            long start = System.nanoTime();
            Process process = new ProcessBuilder(timed)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int exitCode = process.waitFor();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (exitCode != expected) {
                throw new IllegalStateException(String.join(" ", command) + ": exit code " + exitCode);
            }
            String[] fields = Files.readAllLines(file).getLast().split(" ");
            return new Usage(
                    seconds,
                    Double.parseDouble(fields[1]) + Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[3]) / 1024);
        } finally {
            Files.delete(file);
        }
    }

    private static void call(String... command) throws Exception {
        int exitCode = new ProcessBuilder(command).inheritIO().redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (exitCode != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": exit code " + exitCode);
        }
    }

    /// The time that a server says it took to replay the log of a directory.
    ///
    /// @param writes whether it has to write its head into a block as well, which it does for a snapshot
    private Usage replay(Path directory, boolean writes) throws Exception {
        return serve(directory, REPLAY, writes);
    }

    /// The time that a server says it took to compact blocks of a directory, with which it begins after a minute.
    private Usage compact(Path directory) throws Exception {
        return serve(directory, COMPACTION, false);
    }

    /// Has a server open a copy of the directory until it logs a duration. Its memory is the most it had until then.
    private Usage serve(Path directory, Pattern logged, boolean writes) throws Exception {
        Path copy = data.resolve("served");
        delete(copy);
        copy(directory, copy);
        Path config = Files.writeString(data.resolve("none.yml"), "");
        Path log = data.resolve("server.log");
        Process server = new ProcessBuilder(
                        prometheus,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + copy,
                        "--storage.tsdb.retention.time=100y",
                        "--enable-feature=native-histograms",
                        "--web.enable-admin-api",
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long deadline = System.nanoTime() + Duration.ofMinutes(30).toNanos();
            while (System.nanoTime() < deadline) {
                if (!server.isAlive()) {
                    throw new IllegalStateException(log + ": the server has ended");
                }
                Matcher matcher = logged.matcher(Files.readString(log));
                if (matcher.find()) {
                    double seconds = seconds(matcher.group(1)) + (writes ? writeHead(log) : 0);
                    return new Usage(seconds, Double.NaN, peakMebibytes(server.pid()));
                }
                Thread.sleep(20);
            }
            throw new IllegalStateException(log + ": nothing about " + logged);
        } finally {
            server.destroyForcibly().waitFor();
            delete(copy);
        }
    }

    /// Has a server that is ready, or soon will be, write its head into a block; returns how long it says that took.
    private static double writeHead(Path log) throws Exception {
        Matcher address = ADDRESS.matcher(Files.readString(log));
        if (!address.find()) {
            throw new IllegalStateException(log + ": no address that the server listens on");
        }
        String url = "http://" + address.group(1);
        call("curl", "-s", "-f", "--retry", "100", "--retry-all-errors", "--retry-delay", "1", url + "/-/ready");
        call("curl", "-s", "-f", "-X", "POST", url + "/api/v1/admin/tsdb/snapshot");
        return BLOCK.matcher(Files.readString(log))
                .results()
                .mapToDouble(block -> seconds(block.group(1)))
                .sum();
    }

    private static double peakMebibytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        return Double.NaN;
    }

    /// Seconds of a duration as Go writes it: `1m3.25s`, `512.3ms`.
    private static double seconds(String text) {
        double seconds = 0;
        Matcher part = Pattern.compile("([0-9.]+)(ms|µs|ns|h|m|s)").matcher(text);
        while (part.find()) {
            seconds += Double.parseDouble(part.group(1))
                    * switch (part.group(2)) {
                        case "h" -> 3600;
                        case "m" -> 60;
                        case "s" -> 1;
                        case "ms" -> 1e-3;
                        case "µs" -> 1e-6;
                        default -> 1e-9;
                    };
        }
        return seconds;
    }

    // Files.

    private static List<Path> blocks(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> Files.exists(entry.resolve("meta.json"))).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.createDirectories(to.getParent());
        call("cp", "-r", from.toString(), to.toString());
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static void say(String line) {
        System.err.println("bench: " + line);
    }

    // The table.

    private String table(String data) throws Exception {
        StringBuilder text = new StringBuilder();
        text.append(LocalDate.now()).append(", ").append(machine()).append(", JDK ").append(Runtime.version());
        text.append(", ").append(firstLine(promtool, "--version")).append(". ");
        text.append(data).append('\n').append('\n');
        text.append("| work | against | peer | headroom | ratio | goal | memory, peer | memory, headroom |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.3f s | %.3f s | %.2f | %s | %s | %s |%n",
                    row.work(),
                    row.against(),
                    row.peer().seconds(),
                    row.ours().seconds(),
                    row.ratio(),
                    goal(row.goal()),
                    memory(row.peer()),
                    memory(row.ours())));
        }
        return text.toString();
    }

    private static String goal(double goal) {
        if (goal == NO_GOAL) {
            return "";
        }
        return goal == Math.rint(goal) ? String.valueOf((long) goal) : String.valueOf(goal);
    }

    /// Nothing for a peer that is no process but a number.
    private static String memory(Usage usage) {
        return Double.isNaN(usage.mebibytes()) ? "" : String.format(Locale.ROOT, "%.0f MiB", usage.mebibytes());
    }

    private String describe() {
        return "Medians of " + runs + " alternating runs, warm file cache; a fleet of " + series
                + " active series (seed " + seed + ") that a real server wrote in 7.5 hours (for the day, in 25.5).";
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.replaceFirst(".*: *", ""))
                .orElse(System.getProperty("os.arch"));
        return Runtime.getRuntime().availableProcessors() + " × " + model + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version");
    }

    private static String firstLine(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return text.lines().findFirst().orElse("").replaceFirst(" \\(.*", "");
    }

    private static void writeInto(Path file, String table) throws IOException {
        String begin = "<!-- bench/run writes what follows -->\n";
        String end = "<!-- up to here -->\n";
        String text = Files.readString(file);
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(file + ": the marks that bench/run writes between are not there");
        }
        Files.writeString(file, text.substring(0, from + begin.length()) + "\n" + table + "\n" + text.substring(to));
    }
}
