package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tool as a process of its own that somebody interrupts.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterruptIT {
    /// In which it has to be gone. Of several attempts one must show it: a busy machine says nothing about the tool.
    private static final long MILLIS = 200;

    private static final int ATTEMPTS = 5;
    private static final int COPIES = 400;

    @TempDir
    private static Path temporary;

    private static Path large;

    /// Where the tool puts what is temporary.
    private static Path scratch;

    /// The demo's blocks so often that a run takes many seconds: all of them overlap, so everything is decoded.
    @BeforeAll
    static void layManyBlocks() throws IOException {
        assumeInterruptsAreHeeded();
        large = Files.createDirectory(temporary.resolve("data"));
        scratch = Files.createDirectory(temporary.resolve("scratch"));
        for (int copy = 0; copy < COPIES; copy++) {
            for (Path block : Fixtures.blocks(Fixtures.demo())) {
                String ulid = "01M8%04d%s"
                        .formatted(copy, block.getFileName().toString().substring(8));
                link(block, large.resolve(ulid), ulid);
            }
        }
    }

    private static void link(Path block, Path target, String ulid) throws IOException {
        try (Stream<Path> files = Files.walk(block)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(block.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else if (file.endsWith("meta.json")) {
                    String meta = Files.readString(file);
                    Files.writeString(copy, meta.replace(block.getFileName().toString(), ulid));
                } else {
                    Files.createLink(copy, file);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500, 1000, 2000, 3000})
    void anAnalysisEndsAtOnceAndLeavesNoFile(int millis) throws Exception {
        Path directory = Files.createTempDirectory(temporary, "out");
        assertEnds(millis, "analyze", large.toString(), "--output-file", directory + "/report");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    /// Nobody reads what it prints, so after some kilobytes it waits for that.
    @ParameterizedTest
    @ValueSource(ints = {300, 1500})
    void aDumpToAPipeThatIsFullEndsAtOnce(int millis) throws Exception {
        assertEnds(millis, "dump", Fixtures.demo().toString());
    }

    /// As long as nothing has been sent, there is nothing to wait for.
    @ParameterizedTest
    @ValueSource(ints = {300, 1500})
    void aReplayThatPreparesEndsAtOnceAndLeavesNoFile(int millis) throws Exception {
        assertEnds(
                millis,
                "replay",
                "remote",
                large.toString(),
                "--url",
                "http://127.0.0.1:9/",
                "--journal",
                temporary.resolve("journal").toString());
        assertThat(temporaryFolders()).isEmpty();
    }

    @Test
    void aReplayToASilentServerLeavesNoFile() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Process process = start(
                    "replay",
                    "remote",
                    Fixtures.demo().toString(),
                    "--url",
                    "http://127.0.0.1:" + silent.getLocalPort() + "/",
                    "--journal",
                    temporary.resolve("silent.journal").toString());
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).isTrue();
                assertThat(temporaryFolders()).isNotEmpty();
                interrupt(process);
            } finally {
                process.destroyForcibly();
            }
        }
        assertThat(temporaryFolders()).isEmpty();
    }

    private static List<Path> temporaryFolders() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            return files.filter(path -> path.getFileName().toString().startsWith("headroom-replay"))
                    .toList();
        }
    }

    private static void assertEnds(int millis, String... arguments) throws Exception {
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && best > MILLIS; attempt++) {
            best = Math.min(best, interrupt(millis, arguments));
        }
        assertThat(best).as("milliseconds").isLessThanOrEqualTo(MILLIS);
    }

    /// @return how many milliseconds after the interrupt the tool was gone
    private static long interrupt(int millis, String... arguments) throws Exception {
        Process process = start(arguments);
        try {
            assertThat(process.waitFor(millis, TimeUnit.MILLISECONDS))
                    .as("ended by itself before")
                    .isFalse();
            return interrupt(process);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + scratch,
                Headroom.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static long interrupt(Process process) throws Exception {
        long start = System.nanoTime();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        return taken;
    }

    static void assumeInterruptsAreHeeded() throws IOException {
        assumeThat(interruptsAreIgnored())
                .as("who started these tests has interrupts ignored, and so would the tool")
                .isFalse();
    }

    /// A process in the background of a script inherits that it ignores interrupts; Linux tells.
    private static boolean interruptsAreIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }
}
