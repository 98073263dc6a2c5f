package dev.headroom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A running exporter of Debian's packages on a free loopback port. It ends with [#close], and with this JVM at the
/// latest.
public final class RealExporter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String address;
    private final Process process;

    private RealExporter(String address, Process process) {
        this.address = address;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /// Whether there is a program of this name beside the Prometheus releases.
    public static boolean isInstalled(String program) {
        return find(program) != null;
    }

    /// Starts the program, which must know the flag `--web.listen-address`, and waits until it answers.
    public static RealExporter start(String program) {
        try {
            String address = "127.0.0.1:" + PrometheusServer.freePort();
            Process process = new ProcessBuilder(find(program).toString(), "--web.listen-address=" + address)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            RealExporter exporter = new RealExporter(address, process);
            exporter.await(program);
            return exporter;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `HOST:PORT`
    public String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void await(String program) {
        String[] parts = address.split(":", 2);
        InetSocketAddress at = new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(at);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IllegalStateException(program + " does not answer", e);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static Path find(String program) {
        String named = System.getProperty(RealPrometheus.PROPERTY, "");
        Path folder = Path.of(named.startsWith("${") ? "" : named);
        if (named.isEmpty() || !Files.isDirectory(folder)) {
            return null;
        }
        try (Stream<Path> parts = Files.list(folder)) {
            return parts.map(part -> part.resolve("usr/bin").resolve(program))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
