package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// A rewrite in place that is killed at any moment leaves a directory that a server opens with the data of before or
/// after, and nothing between. `-Dheadroom.kills=N` sets how often.
@NeedsPrometheus
class RewriteKilledIT {
    private static final int KILLS = Integer.getInteger("headroom.kills", 20);
    private static final long BLOCK_END = 1_767_225_600_000L;

    @TempDir
    Path temporary;

    @Test
    void isBeforeOrAfter(TestReporter reporter) throws IOException, InterruptedException {
        Path original = temporary.resolve("original");
        ToolRun.output("generate", original, "--series", "5000", "--interval", "4m", "--hours", "2");
        Path rewritten = Fixtures.copy(original, temporary.resolve("rewritten"));
        long start = System.nanoTime();
        assertThat(rewrite(rewritten).waitFor()).isZero();
        long duration = System.nanoTime() - start;
        String before = ToolRun.output("dump", original);
        String after = ToolRun.output("dump", rewritten);
        assertThat(after).isNotEqualTo(before);

        Random random = new Random(7);
        Map<String, Integer> ends = new TreeMap<>();
        for (int i = 0; i < KILLS; i++) {
            Path data = Fixtures.copy(original, temporary.resolve("killed" + i));
            Process process = rewrite(data);
            boolean finished = switch (i % 3) {
                case 0 -> process.waitFor(duration / 4 + (long) (random.nextDouble() * duration), TimeUnit.NANOSECONDS);
                case 1 -> {
                    awaitChange(data, process, "1 blocks");
                    yield process.waitFor(random.nextInt(500), TimeUnit.MILLISECONDS);
                }
                default -> {
                    awaitChange(data, process, "1 blocks");
                    awaitChange(data, process, "1 blocks, 1 tmp-for-creation");
                    yield process.waitFor(random.nextInt(1000), TimeUnit.MICROSECONDS);
                }
            };
            process.destroyForcibly().waitFor();
            String left = left(data);
            String dump = ToolRun.of("dump", data).out();
            boolean isAfter = dump.equals(after);
            assertThat(isAfter || dump.equals(before)).as("dump, with %s", left).isTrue();
            assertThat(isAfter || !finished).as("a run that came to its end").isTrue();
            ends.merge((isAfter ? "after" : "before") + (finished ? "" : ", killed") + ": " + left, 1, Integer::sum);
            // A server deletes what is half done or replaced.
            if (i % 5 == 0 || left.contains("2 blocks")) {
                try (PrometheusServer server = RealPrometheus.newest().start(data)) {
                    assertThat(server.scalar("count({namespace=~\".+\"})", BLOCK_END - 600_000))
                            .isEqualTo(isAfter ? 0 : server.scalar("count({__name__=~\".+\"})", BLOCK_END - 600_000));
                    assertThat(server.scalar("count({__name__=~\".+\"})", BLOCK_END - 600_000))
                            .isGreaterThanOrEqualTo(5_000);
                }
                assertThat(left(data)).isEqualTo("1 blocks");
            }
            delete(data);
        }
        ends.forEach((end, count) -> reporter.publishEntry(end, count.toString()));
    }

    /// Waits as long as nothing but this lies in the directory: what matters most takes the least of a run's time.
    private static void awaitChange(Path data, Process process, String lies) throws IOException {
        while (process.isAlive() && left(data).equals(lies)) {
            Thread.onSpinWait();
        }
    }

    private static Process rewrite(Path data) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Headroom.class.getName(),
                "rewrite",
                data.toString(),
                "--drop-label",
                "namespace",
                "--in-place"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// What lies in the directory, by kind.
    private static String left(Path data) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            Map<String, Integer> kinds = new TreeMap<>();
            entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("01.*"))
                    .forEach(name -> kinds.merge(name.length() == 26 ? "blocks" : name.substring(27), 1, Integer::sum));
            List<String> words = new ArrayList<>();
            kinds.forEach((kind, count) -> words.add(count + " " + kind));
            return String.join(", ", words);
        }
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
