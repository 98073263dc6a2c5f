package dev.headroom.replay.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Requests over HTTP/1.1, with connections kept for the next one.
final class HttpTransport implements Transport {
    /// What is read of an answer's text.
    private static final int MOST_TEXT = 4096;

    private final Endpoint endpoint;
    /// Whether there is a server, as far as is known.
    private volatile boolean answered;

    private final HttpClient.Builder builder;
    private HttpClient client;
    private final Optional<String> authorization;

    /// What nobody is to read, even where a server repeats it.
    private final List<String> secrets;

    /// @throws IOException when certificates or keys cannot be read
    HttpTransport(Endpoint endpoint) throws IOException {
        this.endpoint = endpoint;
        builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(endpoint.timeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        if (endpoint.url().getScheme().equals("https")) {
            builder.sslContext(Tls.context(endpoint));
        }
        builder.proxy(endpoint.proxy().map(HttpTransport::through).orElseGet(ProxySelector::getDefault));
        authorization = authorization(endpoint);
        secrets = Stream.of(endpoint.bearerToken(), endpoint.password(), authorization.map(HttpTransport::credentials))
                .flatMap(Optional::stream)
                .filter(secret -> !secret.isEmpty())
                .toList();
    }

    /// The client, once somebody asks: it has a thread that waits in the kernel, and for such a thread a JVM that is to
    /// end waits 300 ms.
    private synchronized HttpClient client() {
        if (client == null) {
            client = builder.build();
        }
        return client;
    }

    private static ProxySelector through(URI proxy) {
        int port = proxy.getPort() >= 0 ? proxy.getPort() : 80;
        return ProxySelector.of(new InetSocketAddress(proxy.getHost(), port));
    }

    private static Optional<String> authorization(Endpoint endpoint) {
        if (endpoint.bearerToken().isPresent()) {
            return Optional.of("Bearer " + endpoint.bearerToken().get());
        }
        return endpoint.user().map(user -> {
            String pair = user + ":" + endpoint.password().orElse("");
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String credentials(String authorization) {
        return authorization.substring(authorization.indexOf(' ') + 1);
    }

    @Override
    public Answer send(Protocol protocol, Content content, byte[] body, int length) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.url())
                .timeout(endpoint.timeout())
                .header("Content-Encoding", "snappy")
                .header("Content-Type", protocol.contentType())
                .header("X-Prometheus-Remote-Write-Version", protocol.version())
                .header("User-Agent", "headroom")
                .POST(BodyPublishers.ofByteArray(body, 0, length));
        try {
            return read(exchange(request));
        } catch (ConnectException e) {
            // A server that went will come again; for an address that was never one, nobody waits ten minutes.
            throw answered ? e : HopelessException.nobody(endpoint.url(), reason(e), e);
        }
    }

    /// The text of a page on the same server, such as its metrics.
    ///
    /// @throws IOException when there is none
    String get(URI page) throws IOException {
        HttpResponse<InputStream> response;
        try {
            response = exchange(
                    HttpRequest.newBuilder(page).timeout(endpoint.timeout()).GET());
        } catch (IOException e) {
            throw new IOException(page + ": " + reason(e), e);
        }
        try (InputStream text = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException(page + ": status " + response.statusCode());
            }
            return new String(text.readNBytes(1 << 26), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<InputStream> exchange(HttpRequest.Builder request) throws IOException {
        endpoint.headers().forEach(request::setHeader);
        authorization.ifPresent(value -> request.setHeader("Authorization", value));
        try {
            HttpResponse<InputStream> response = client().send(request.build(), BodyHandlers.ofInputStream());
            answered = true;
            return response;
        } catch (SSLException e) {
            throw HopelessException.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /// Why there was no answer.
    static String reason(IOException failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (failure) {
            case HttpConnectTimeoutException _ -> "no connection in time";
            case HttpTimeoutException _ -> "no answer in time";
            case ConnectException e
            when e.getMessage() == null -> isUnresolved(e) ? "no address is known for the host" : "connection refused";
            default -> cause.getMessage() == null ? failure.getClass().getSimpleName() : cause.getMessage();
        };
    }

    private static boolean isUnresolved(Throwable failure) {
        return failure != null && (failure instanceof UnresolvedAddressException || isUnresolved(failure.getCause()));
    }

    private Answer read(HttpResponse<InputStream> response) throws IOException {
        String text;
        try (InputStream body = response.body()) {
            text = new String(body.readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
        }
        String line = text.strip().lines().findFirst().orElse("").strip();
        for (String secret : secrets) {
            line = line.replace(secret, "…");
        }
        long retryAfter = response.headers()
                .firstValue("Retry-After")
                .map(value -> retryAfter(value, ZonedDateTime.now(ZoneOffset.UTC)))
                .orElse(-1L);
        return new Answer(response.statusCode(), line, retryAfter, written(response));
    }

    /// Milliseconds, of a header that gives seconds or a date; -1 when it gives neither.
    static long retryAfter(String header, ZonedDateTime now) {
        try {
            return Math.multiplyExact(1000, Math.max(0, Long.parseLong(header.strip())));
        } catch (NumberFormatException | ArithmeticException e) {
            try {
                ZonedDateTime at = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
                return Math.max(0, Duration.between(now, at).toMillis());
            } catch (DateTimeParseException none) {
                return -1;
            }
        }
    }

    private static Content written(HttpResponse<InputStream> response) {
        Optional<Long> floats = count(response, "Samples");
        Optional<Long> histograms = count(response, "Histograms");
        Optional<Long> exemplars = count(response, "Exemplars");
        return floats.isEmpty() && histograms.isEmpty() && exemplars.isEmpty()
                ? null
                : new Content(floats.orElse(0L), histograms.orElse(0L), exemplars.orElse(0L));
    }

    private static Optional<Long> count(HttpResponse<InputStream> response, String what) {
        return response.headers()
                .firstValue("X-Prometheus-Remote-Write-" + what + "-Written")
                .flatMap(value -> {
                    try {
                        return Optional.of(Long.parseLong(value.strip()));
                    } catch (NumberFormatException e) {
                        return Optional.empty();
                    }
                });
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
