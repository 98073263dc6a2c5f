package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a project of its own, whose `mvnw` only lays down a small program and counts its runs.
class LauncherTest {
    private static final Path ROOT = Path.of(System.getProperty("headroom.root"));
    private static final String BUILDING = "Building Headroom (first run, about a minute)…\n";

    @TempDir
    Path temporary;

    private Path project;

    /// What the launcher is to run: says its arguments, and the encoding that file names have.
    public static final class Program {
        private Program() {}

        public static void main(String... args) {
            System.out.println(String.join("|", args) + " " + System.getProperty("sun.jnu.encoding"));
            if (args.length > 0 && args[0].equals("heap")) {
                System.out.println(Math.ceilDiv(Runtime.getRuntime().maxMemory(), 1 << 20) + " MiB");
            }
            if (args.length > 0 && args[0].startsWith("cache")) {
                System.out.println(ManagementFactory.getRuntimeMXBean().getInputArguments());
            }
            if (Boolean.getBoolean("headroom.out.terminal")) {
                System.out.println("a terminal");
            }
            if (Boolean.getBoolean("headroom.err.terminal")) {
                System.out.println("a terminal for errors");
            }
        }
    }

    @BeforeEach
    void layProject() throws IOException {
        project = Files.createDirectory(temporary.resolve("a project"));
        Files.createDirectories(project.resolve(".mvn"));
        Files.createDirectories(project.resolve("cli/src/main"));
        Path launcher = copyExecutable("headroom");
        Files.writeString(
                launcher,
                Files.readString(launcher).replace("dev.headroom.cli.Headroom", "'" + Program.class.getName() + "'"));
        copyExecutable(".mvn/find-jdk");
        Files.writeString(project.resolve("pom.xml"), "<project/>");
        Files.writeString(project.resolve("cli/src/main/Source"), "1");
        jar(project.resolve("program.jar"));
        mvnw("");
        // A build that brings a cache along, unfit as it is, spares each test the making of one.
        Files.writeString(project.resolve("start-up-cache"), "no cache");
    }

    @Test
    void buildsOnceAndPassesArgumentsOn() throws Exception {
        Run first = run(List.of(project + "/headroom", "a b", "*", "ü"), Map.of("LC_ALL", "C"));
        assertThat(first).isEqualTo(new Run(0, "a b|*|ü UTF-8\n", BUILDING));
        assertThat(run(List.of(project + "/headroom", "x"), Map.of())).isEqualTo(new Run(0, "x UTF-8\n", ""));
        assertThat(builds()).isEqualTo(1);
    }

    /// The JVM counts a survivor space out of what it says it has, a tenth of a third.
    @Test
    void makesAHeapThatLeavesRoomWithinTheLimit() throws Exception {
        for (List<String> limit : List.of(
                List.of("--max-memory", "512MB"),
                List.of("--max-memory=512MiB"),
                List.of("--max-memory", "512MB", "x"))) {
            List<String> command = new ArrayList<>(List.of(project + "/headroom", "heap"));
            command.addAll(limit);
            assertThat(megabytes(run(command, Map.of()))).isBetween(338, 352);
        }
        assertThat(megabytes(run(List.of(project + "/headroom", "heap", "--max-memory", "1GB"), Map.of())))
                .isBetween(830, 864);
        int unlimited = megabytes(run(List.of(project + "/headroom", "heap"), Map.of()));
        for (String nonsense : List.of("", "MB", "08GB", "1.5GB", "64MB", "99999999999999999999GB", "x", "$(id)MB")) {
            assertThat(megabytes(run(List.of(project + "/headroom", "heap", "--max-memory", nonsense), Map.of())))
                    .as(nonsense)
                    .isEqualTo(unlimited);
        }
    }

    private static int megabytes(Run run) {
        assertThat(run.exitCode()).as(run.toString()).isZero();
        return Integer.parseInt(run.out().replaceAll("(?s).*\\D(\\d+) MiB\\n", "$1"));
    }

    /// `script` of util-linux runs a command on a terminal of its own.
    @Test
    void tellsWhichStreamsAreTerminals() throws Exception {
        assumeThat(run(List.of("sh", "-c", "script --version | grep util-linux"), Map.of())
                        .exitCode())
                .as("script of util-linux is needed to have a terminal")
                .isZero();
        run(List.of("./headroom"), Map.of());
        assertThat(run(List.of("script", "-qec", "./headroom x", "/dev/null"), Map.of())
                        .out()
                        .lines())
                .containsExactly("x UTF-8", "a terminal", "a terminal for errors");
        assertThat(run(List.of("script", "-qec", "./headroom x 2>err", "/dev/null"), Map.of())
                        .out()
                        .lines())
                .containsExactly("x UTF-8", "a terminal");
        assertThat(run(List.of("script", "-qec", "./headroom x | cat", "/dev/null"), Map.of())
                        .out()
                        .lines())
                .containsExactly("x UTF-8", "a terminal for errors");
        Files.writeString(project.resolve("cli/target/headroom/start/cache.log.aot"), "no cache");
        assertThat(run(List.of("script", "-qec", "./headroom cache", "/dev/null"), Map.of())
                        .out())
                .contains("/cache.log.aot");
    }

    @Test
    void worksThroughLinksAndFromAnyFolder() throws Exception {
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("hr"), Path.of("../a project/headroom"));
        Path absolute = Files.createSymbolicLink(bin.resolve("headroom"), relative);
        assertThat(run(List.of(absolute.toString(), "x"), Map.of()).out()).isEqualTo("x UTF-8\n");
        assertThat(run(List.of("sh", "headroom", "y"), Map.of()).out()).isEqualTo("y UTF-8\n");
    }

    @Test
    void buildsAgainWhenASourceChangesOrGoes() throws Exception {
        run(List.of("./headroom"), Map.of());
        Path source = project.resolve("cli/src/main/Source");
        Files.setLastModifiedTime(
                source, FileTime.from(Instant.now().plus(Duration.ofSeconds(1)).minusMillis(500)));
        assertThat(run(List.of("./headroom"), Map.of()).err())
                .isEqualTo("Building Headroom (its sources have changed)…\n");
        Files.delete(source);
        assertThat(run(List.of("./headroom"), Map.of()).err())
                .isEqualTo("Building Headroom (its sources have changed)…\n");
        assertThat(run(List.of("./headroom"), Map.of()).err()).isEmpty();
    }

    @Test
    void firstRunsAtTheSameTimeBuildOnce() throws Exception {
        mvnw("sleep 1");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(List.of("./headroom", "x"), Map.of()));
        }
        for (Process process : processes) {
            assertThat(finish(process).out()).isEqualTo("x UTF-8\n");
        }
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aLockLeftByAKilledBuildIsNoLock() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path state = Files.createDirectories(project.resolve("cli/target/launcher"));
        Files.createSymbolicLink(state.resolve("lock"), Path.of(Long.toString(gone.pid())));
        assertThat(run(List.of("./headroom", "x"), Map.of())).isEqualTo(new Run(0, "x UTF-8\n", BUILDING));
        assertThat(state.resolve("lock")).doesNotExist();
    }

    @Test
    void aFailedBuildShowsItsLastLinesAndWhereTheRestIs() throws Exception {
        mvnw("i=0; while [ $i -lt 50 ]; do echo \"line $i\"; i=$((i + 1)); done; exit 1");
        Run run = run(List.of("./headroom"), Map.of());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("line 49\n")
                .doesNotContain("line 20\n")
                .endsWith("headroom: the whole log is in ./cli/target/launcher/build.log\n");
        assertThat(project.resolve("cli/target/launcher/build.log")).content().contains("line 0\n");
        assertThat(run(List.of("./headroom"), Map.of()).exitCode()).isEqualTo(2);
    }

    @Test
    void aStartUpCacheThatDoesNotFitIsLeftUnusedWithoutAWord() throws Exception {
        run(List.of("./headroom"), Map.of());
        Path cache = project.resolve("cli/target/headroom/start/no-command.aot");
        assertThat(cache).hasContent("no cache");
        assertThat(run(List.of("./headroom", "x"), Map.of())).isEqualTo(new Run(0, "x UTF-8\n", ""));
        assertThat(cache).hasContent("no cache");
    }

    @Test
    void makesAStartUpCacheWhenThereIsNoneOrAnOldOne() throws Exception {
        Files.delete(project.resolve("start-up-cache"));
        assertThat(run(List.of("./headroom", "x"), Map.of())).isEqualTo(new Run(0, "x UTF-8\n", BUILDING));
        Path cache = project.resolve("cli/target/headroom/start/no-command.aot");
        assertThat(Files.size(cache)).isGreaterThan(1000);
        Files.writeString(cache, "old");
        Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));
        assertThat(run(List.of("./headroom", "x"), Map.of())).isEqualTo(new Run(0, "x UTF-8\n", ""));
        assertThat(Files.size(cache)).isGreaterThan(1000);
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void takesTheStartUpCacheOfWhatIsLookedAt() throws Exception {
        run(List.of("./headroom"), Map.of());
        for (String name : List.of("cache", "cache.log", "cache.json", "cacheb")) {
            Files.writeString(project.resolve("cli/target/headroom/start/" + name + ".aot"), "no cache");
        }
        Files.createDirectories(project.resolve("data/wal"));
        assertThat(cacheOf("cache", "data/block")).isEqualTo("cache");
        assertThat(cacheOf("cache", "--limit", "3", "data")).isEqualTo("cache.log");
        assertThat(cacheOf("cache", "data/")).isEqualTo("cache.log");
        assertThat(cacheOf("cache", "--no-wal", "data")).isEqualTo("cache");
        assertThat(cacheOf("cache", "data", "--index-only")).isEqualTo("cache");
        assertThat(cacheOf("cache", "--block=01M80JSCXDWGPFXA23EPVFRNW0", "data"))
                .isEqualTo("cache");
        assertThat(cacheOf("cache", "-o", "json", "data")).isEqualTo("cache.json");
        assertThat(cacheOf("cacheb", "data")).isEqualTo("cacheb");
        assertThat(cacheOf("cachec", "data")).isEqualTo("no-command");
    }

    private String cacheOf(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("./headroom"));
        command.addAll(List.of(args));
        return run(command, Map.of()).out().replaceAll("(?s).*-XX:AOTCache=[^,]*/([^,/]*)\\.aot.*", "$1");
    }

    /// Another folder to start from has nothing to look for.
    @Test
    void aStartUpCacheKnowsTheWholePathOfTheProgram() throws Exception {
        Files.delete(project.resolve("start-up-cache"));
        run(List.of("./headroom"), Map.of());
        assertThat(Files.readString(
                        project.resolve("cli/target/headroom/start/no-command.aot"), StandardCharsets.ISO_8859_1))
                .contains(project.toRealPath().resolve("cli/target/headroom/headroom.jar") + "\0");
    }

    @Test
    void remembersTheJdkThatJavaHomeAndPathLedTo() throws Exception {
        Map<String, String> path =
                Map.of("JAVA_HOME", "", "PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        run(List.of("./headroom"), path);
        Path memory = project.resolve("cli/target/launcher/jdk");
        List<String> found = Files.readAllLines(memory);
        assertThat(Path.of(found.getLast()).resolve("bin/java")).isExecutable();
        String led = found.getFirst();

        Files.write(memory, List.of(led, jdk("right", 25)));
        assertThat(run(List.of("./headroom", "x"), path).out()).isEqualTo("right\n");
        Files.write(memory, List.of(led + ":elsewhere", jdk("other", 25)));
        assertThat(run(List.of("./headroom", "x"), path).out()).isEqualTo("x UTF-8\n");
        assertThat(Files.readAllLines(memory)).isEqualTo(found);
        for (String unfit : List.of(jdk("old", 17), temporary.resolve("gone").toString(), "")) {
            Files.write(memory, List.of(led, unfit));
            assertThat(run(List.of("./headroom", "x"), path)).isEqualTo(new Run(0, "x UTF-8\n", ""));
            assertThat(Files.readAllLines(memory)).isEqualTo(found);
        }
    }

    /// The home of what looks like a JDK, whose `java` says its name.
    private String jdk(String name, int release) throws IOException {
        Path home = temporary.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + release + ".0.1\"\n");
        for (String program : List.of("java", "javac")) {
            Path file = home.resolve("bin").resolve(program);
            Files.writeString(file, "#!/bin/sh\necho " + name + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home.toString();
    }

    @Test
    void withoutAJdkItSaysInTwoLinesWhatToInstall() throws Exception {
        Path finder = project.resolve(".mvn/find-jdk");
        Files.writeString(finder, Files.readString(finder).replace("${1:-25}", "${1:-999}"));
        Run run = run(List.of("./headroom"), Map.of());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(2).anyMatch(line -> line.contains("JDK of release 25"));
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(List<String> command, Map<String, String> environment) throws Exception {
        return finish(start(command, environment));
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        String out = text(process.getInputStream());
        String err = text(process.getErrorStream());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out, err);
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private long builds() throws IOException {
        try (var lines = Files.lines(project.resolve("builds"))) {
            return lines.count();
        }
    }

    private void mvnw(String build) throws IOException {
        Path mvnw = project.resolve("mvnw");
        Files.writeString(mvnw, """
                #!/bin/sh
                echo build >>builds
                %s
                rm -rf cli/target/headroom/lib
                mkdir -p cli/target/headroom/lib
                cp program.jar cli/target/headroom/headroom.jar
                printf '%%s\\n' -Xlog:disable -XX:-PrintWarnings >cli/target/headroom/jvm.options
                sleep 0.05
                mkdir -p cli/target/headroom/start
                cp start-up-cache cli/target/headroom/start/no-command.aot 2>/dev/null
                exit 0
                """.formatted(build));
        Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path copyExecutable(String name) throws IOException {
        Path copy = project.resolve(name);
        Files.copy(ROOT.resolve(name), copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        return copy;
    }

    private static void jar(Path file) throws IOException {
        String resource = Program.class.getName().replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                InputStream program = Program.class.getClassLoader().getResourceAsStream(resource)) {
            jar.putNextEntry(new JarEntry(resource));
            program.transferTo(jar);
        }
    }
}
