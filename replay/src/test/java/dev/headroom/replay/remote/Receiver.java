package dev.headroom.replay.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that takes remote writes, decodes them on its own, keeps what it takes, and behaves as it is
/// told.
final class Receiver implements AutoCloseable {
    /// What a server does with a request.
    interface Behaviour {
        /// @param number of the request, from 0 on
        Reply reply(int number, HttpExchange request, Received content) throws IOException;
    }

    /// An answer.
    ///
    /// @param status 0 to close the connection without a word
    /// @param taken whether what was sent is kept
    /// @param headers of the answer
    record Reply(int status, String text, boolean taken, Map<String, String> headers) {
        static Reply of(int status, String text) {
            return new Reply(status, text, status / 100 == 2, Map.of());
        }
    }

    static {
        // Or every answer waits for the other side's acknowledgement of its first half.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final Behaviour behaviour;
    private final Map<String, List<String>> series = new TreeMap<>();
    private final Map<String, List<String>> exemplars = new TreeMap<>();
    private final List<String> metadata = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    Receiver(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /// A server that takes everything, of either version.
    static Reply take(Received content, HttpExchange request) {
        return new Reply(204, "", true, written(content, request));
    }

    /// The headers that version 2.0 wants.
    static Map<String, String> written(Received content, HttpExchange request) {
        if (!isSecond(request)) {
            return Map.of();
        }
        long samples = 0;
        long histograms = 0;
        long examples = 0;
        for (Received.Series one : content.series()) {
            boolean histogram = one.values().getFirst().matches("-?\\d+ (int|float) .*");
            samples += histogram ? 0 : one.values().size();
            histograms += histogram ? one.values().size() : 0;
            examples += one.exemplars().size();
        }
        return Map.of(
                "X-Prometheus-Remote-Write-Samples-Written", Long.toString(samples),
                "X-Prometheus-Remote-Write-Histograms-Written", Long.toString(histograms),
                "X-Prometheus-Remote-Write-Exemplars-Written", Long.toString(examples));
    }

    static boolean isSecond(HttpExchange request) {
        return request.getRequestHeaders().getFirst("Content-Type").contains("io.prometheus.write.v2.Request");
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/write");
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Received content = Received.read(exchange.getRequestHeaders().getFirst("Content-Type"), body);
            Reply reply = behaviour.reply(requests.getAndIncrement(), exchange, content);
            if (reply.taken()) {
                keep(content);
            }
            if (reply.status() == 0) {
                return;
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), text.length == 0 ? -1 : text.length);
            if (text.length > 0) {
                exchange.getResponseBody().write(text);
            }
        } catch (IOException | RuntimeException e) {
            synchronized (failures) {
                failures.add(e);
            }
        }
    }

    private synchronized void keep(Received content) {
        for (Received.Series one : content.series()) {
            series.computeIfAbsent(one.labels(), any -> new ArrayList<>()).addAll(one.values());
            if (!one.exemplars().isEmpty()) {
                exemplars
                        .computeIfAbsent(one.labels(), any -> new ArrayList<>())
                        .addAll(one.exemplars());
            }
        }
        content.metadata().stream().filter(line -> !metadata.contains(line)).forEach(metadata::add);
    }

    /// The samples of each series in the order in which they came.
    synchronized Map<String, List<String>> series() {
        return series;
    }

    synchronized Map<String, List<String>> exemplars() {
        return exemplars;
    }

    synchronized List<String> metadata() {
        return metadata;
    }

    int requests() {
        return requests.get();
    }

    /// What was wrong with requests.
    List<Throwable> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /// For behaviours that wait.
    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
