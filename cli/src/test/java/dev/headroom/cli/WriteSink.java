package dev.headroom.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// A server on loopback that looks at the headers of what is written to it, and not at the rest.
final class WriteSink implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Headers> requests = new CopyOnWriteArrayList<>();

    private volatile int status = 204;
    private volatile Function<Headers, String> text = headers -> "";

    private WriteSink(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static WriteSink plain() throws IOException {
        return new WriteSink(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /// @param client whether clients have to show a certificate
    static WriteSink tls(SSLContext context, boolean client) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters all = context.getDefaultSSLParameters();
                all.setNeedClientAuth(client);
                parameters.setSSLParameters(all);
            }
        });
        return new WriteSink(server);
    }

    /// Has it answer all requests like this.
    WriteSink answering(int status, Function<Headers, String> text) {
        this.status = status;
        this.text = text;
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            requests.add(Headers.of(Map.copyOf(exchange.getRequestHeaders())));
            byte[] answer = text.apply(exchange.getRequestHeaders()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /// The headers of each request.
    List<Headers> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
