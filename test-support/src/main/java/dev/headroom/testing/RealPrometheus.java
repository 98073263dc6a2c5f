package dev.headroom.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The binaries of one Prometheus release on this machine.
///
/// They are looked for in the directory that the system property `headroom.prometheus` names, as
/// `RELEASE/usr/bin/prometheus` and `RELEASE/usr/bin/promtool`; without the property, on the PATH.
///
/// @param version as the server itself says it, such as `3.5.3+ds1`
public record RealPrometheus(String version, Path prometheus, Path promtool) {
    public static final String PROPERTY = "headroom.prometheus";

    static final String HOW_TO_HAVE_ONE = "name a directory of releases with -D" + PROPERTY
            + "=… (samples/tools/fetch-prometheus makes one), or put prometheus and promtool on the PATH";

    private static final Pattern VERSION = Pattern.compile("prometheus, version (\\S+)");
    private static final List<RealPrometheus> INSTALLED = find();

    /// Every version found, each once, oldest first; empty when there is none.
    public static List<RealPrometheus> installed() {
        return INSTALLED;
    }

    /// The newest release found.
    public static RealPrometheus newest() {
        return INSTALLED.getLast();
    }

    /// The installed release of that number, such as `2.42`.
    public static RealPrometheus release(String release) {
        return INSTALLED.stream()
                .filter(p -> p.isRelease(release))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no Prometheus " + release + ": " + HOW_TO_HAVE_ONE));
    }

    /// Whether this is the release, or a patch of it; every one is the empty release.
    public boolean isRelease(String release) {
        return release.isEmpty() || version.equals(release) || version.startsWith(release + ".");
    }

    /// Starts the server on a data directory and waits until it is ready. It takes remote writes with native
    /// histograms and administrative calls, keeps everything, and scrapes nothing.
    ///
    /// @param flags more of the server's own
    public PrometheusServer start(Path dataDirectory, String... flags) {
        return PrometheusServer.start(this, dataDirectory, "", flags);
    }

    /// Like [#start(Path, String...)], with a configuration file of the given text.
    public PrometheusServer startConfigured(Path dataDirectory, String configuration, String... flags) {
        return PrometheusServer.start(this, dataDirectory, configuration, flags);
    }

    /// What promtool prints for these arguments.
    ///
    /// @throws IllegalStateException if it fails
    public String promtool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(promtool.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    @Override
    public String toString() {
        return "Prometheus " + version;
    }

    private static List<RealPrometheus> find() {
        String named = System.getProperty(PROPERTY, "");
        // What Maven passes on when nobody set it.
        if (named.startsWith("${")) {
            named = "";
        }
        List<RealPrometheus> found = new ArrayList<>();
        if (!named.isEmpty()) {
            Path directory = Path.of(named);
            if (!Files.isDirectory(directory)) {
                throw new IllegalStateException(PROPERTY + " names no directory: " + directory);
            }
            try (DirectoryStream<Path> releases = Files.newDirectoryStream(directory)) {
                releases.forEach(release -> add(release.resolve("usr/bin"), found));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
                if (found.isEmpty() && !directory.isEmpty()) {
                    add(Path.of(directory), found);
                }
            }
        }
        found.sort(Comparator.comparing(RealPrometheus::numbers, Arrays::compare));
        return List.copyOf(found);
    }

    private static int[] numbers(RealPrometheus release) {
        return Pattern.compile("\\D+")
                .splitAsStream(release.version)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static void add(Path directory, List<RealPrometheus> found) {
        Path prometheus = directory.resolve("prometheus");
        Path promtool = directory.resolve("promtool");
        if (Files.isExecutable(prometheus) && Files.isExecutable(promtool)) {
            String says = run(List.of(prometheus.toString(), "--version"));
            Matcher version = VERSION.matcher(says);
            if (!version.find()) {
                throw new IllegalStateException(prometheus + " says no version: " + says);
            }
            // Tests keep what they make of a release under its version.
            if (found.stream().noneMatch(release -> release.version.equals(version.group(1)))) {
                found.add(new RealPrometheus(version.group(1), prometheus, promtool));
            }
        }
    }

    /// The standard output of a command; some releases print their version to standard error, so both are read when
    /// standard output is empty.
    private static String run(List<String> command) {
        try {
            Path out = Files.createTempFile("headroom-run", ".out");
            Path err = Files.createTempFile("headroom-run", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command + " took more than five minutes");
                }
                String errors = Files.readString(err, StandardCharsets.ISO_8859_1);
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(command + " failed: " + errors);
                }
                String printed = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
                return printed.isEmpty() ? errors : printed;
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
