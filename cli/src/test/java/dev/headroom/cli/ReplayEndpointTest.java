package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a replay gets in touch with a server: TLS, credentials, headers, a proxy; and that it keeps to itself
/// what is secret.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayEndpointTest {
    private static final String SECRET = "s3cret-of-the-test";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8));

    /// A name that no resolver knows.
    private static final String ELSEWHERE = "metrics.invalid";

    @TempDir
    private static Path shared;

    private static Path data;
    private static Identity server;
    private static Identity client;

    @TempDir
    Path directory;

    private WriteSink sink;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        data = Files.createDirectory(shared.resolve("data"));
        new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")
                .series(Map.of("__name__", "m"), 1_700_006_400_000L, 20)
                .write(data);
        server = Identity.make(shared, "server", "ip:127.0.0.1,dns:" + ELSEWHERE);
        client = Identity.make(shared, "client", "dns:client.invalid");
    }

    @AfterEach
    void close() {
        if (sink != null) {
            sink.close();
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private Object[] arguments(String url, Object... more) {
        List<Object> all = new ArrayList<>(List.of("replay", "remote", data, "--url", url));
        all.addAll(List.of("--journal", directory.resolve("journal"), "--protocol", "1.0"));
        all.addAll(Arrays.asList(more));
        return all.toArray();
    }

    private ToolRun run(String url, Object... more) throws IOException {
        return silent(ToolRun.of(arguments(url, more)));
    }

    /// A run as a process, with variables such as `HEADROOM_REMOTE_USER=me` in its environment.
    private ToolRun runWith(List<String> variables, List<String> flags, String url, Object... more)
            throws IOException, InterruptedException {
        List<String> starter = new ArrayList<>(List.of("env"));
        starter.addAll(variables);
        ToolProcess process = ToolProcess.run(starter, flags, arguments(url, more));
        return silent(new ToolRun(process.exitCode(), process.out(), process.err()));
    }

    /// Checks that a run has told nobody what is secret.
    private ToolRun silent(ToolRun run) throws IOException {
        Path journal = directory.resolve("journal");
        String written = Files.exists(journal) ? Files.readString(journal, StandardCharsets.ISO_8859_1) : "";
        assertThat(run.out() + run.err() + written)
                .doesNotContain(SECRET)
                .doesNotContain(BASIC.substring("Basic ".length()));
        return run;
    }

    private String url(String scheme) {
        return scheme + "://127.0.0.1:" + sink.port() + "/api/v1/write";
    }

    private static void assertSent(ToolRun run, WriteSink sink) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(sink.requests()).isNotEmpty();
    }

    /// One line, with nothing sent, and without the ten minutes in which a request is tried again.
    private void assertRefused(ToolRun run, int exitCode, String... parts) {
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains(parts).doesNotContain("Exception").doesNotContain("internal error");
        assertThat(run.out()).isEmpty();
        assertThat(sink.requests()).isEmpty();
    }

    private List<String> header(String name) {
        return sink.requests().stream()
                .map((Headers headers) -> String.join("|", headers.getOrDefault(name, List.of("none"))))
                .distinct()
                .toList();
    }

    @Test
    void aServerForWhomTheAuthorityVouchesIsTrusted() throws IOException {
        sink = WriteSink.tls(server.serving(client), false);
        assertSent(run(url("https"), "--ca-file", server.certificate()), sink);
    }

    @Test
    void aServerForWhomNobodyVouchesGetsNothing() throws IOException {
        sink = WriteSink.tls(server.serving(client), false);
        String[] parts = {"certificate is not trusted, and nothing was sent", "--ca-file"};
        assertRefused(run(url("https")), ExitCode.DATA, parts);
        assertRefused(run(url("https"), "--ca-file", client.certificate()), ExitCode.DATA, parts);
    }

    @Test
    void aCertificateOfAnotherHostIsNotTrusted() throws IOException {
        sink = WriteSink.tls(client.serving(client), false);
        assertRefused(
                run(url("https"), "--ca-file", client.certificate()), ExitCode.DATA, "is not trusted", "127.0.0.1");
    }

    @Test
    void whoeverInsistsTalksToAnybody() throws IOException {
        sink = WriteSink.tls(client.serving(client), false);
        assertSent(run(url("https"), "--insecure-skip-verify"), sink);
    }

    @Test
    void aServerThatDemandsACertificateIsShownOne() throws IOException {
        sink = WriteSink.tls(server.serving(client), true);
        String url = url("https");
        assertRefused(run(url, "--ca-file", server.certificate()), ExitCode.DATA, "--cert-file");
        assertSent(
                run(
                        url,
                        "--ca-file",
                        server.certificate(),
                        "--cert-file",
                        client.certificate(),
                        "--key-file",
                        client.key()),
                sink);
    }

    @Test
    void aCertificateThatTheServerDoesNotKnowIsRefused() throws IOException {
        sink = WriteSink.tls(server.serving(client), true);
        assertRefused(
                run(
                        url("https"),
                        "--ca-file",
                        server.certificate(),
                        "--cert-file",
                        server.certificate(),
                        "--key-file",
                        server.key()),
                ExitCode.DATA,
                "--cert-file");
    }

    @Test
    void filesThatHoldNoCertificateOrKeyAreNamed() throws IOException {
        sink = WriteSink.tls(server.serving(client), false);
        String url = url("https");
        Path wrong = file("wrong.pem", SECRET + "\n");
        assertRefused(run(url, "--ca-file", wrong), ExitCode.DATA, wrong.toString(), "certificate");
        assertRefused(run(url, "--ca-file", directory), ExitCode.DATA, directory.toString());
        assertRefused(run(url, "--ca-file", directory.resolve("none")), ExitCode.DATA, "none: no such file");
        assertRefused(
                run(url, "--cert-file", client.certificate(), "--key-file", wrong),
                ExitCode.DATA,
                wrong.toString(),
                "openssl pkcs8");
        assertRefused(
                run(url, "--cert-file", client.certificate()), ExitCode.USAGE, "--cert-file and --key-file: both");
    }

    @Test
    void plainHttpIsNotTakenForTls() throws IOException {
        sink = WriteSink.plain();
        byte[] answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // As a server does, it answers a second try as well: the JDK's client may see the end of the first
            // connection
            // before what is wrong with it.
            Thread.ofPlatform().daemon().start(() -> {
                while (!plain.isClosed()) {
                    try (Socket one = plain.accept()) {
                        one.getInputStream().read();
                        one.getOutputStream().write(answer);
                        one.shutdownOutput();
                        one.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        // The client has left, or the test is over.
                    }
                }
            });
            assertRefused(
                    run("https://127.0.0.1:" + plain.getLocalPort() + "/"),
                    ExitCode.DATA,
                    "no TLS with the server",
                    "check --url");
        }
    }

    @Test
    void aPasswordComesFromAFile() throws IOException {
        sink = WriteSink.plain();
        assertSent(run(url("http"), "--user", "me", "--password-file", file("password", SECRET + "\n")), sink);
        assertThat(header("Authorization")).containsExactly(BASIC);
    }

    @Test
    void aPasswordInTheAddressIsUsedAndNotRepeated() throws IOException {
        sink = WriteSink.plain();
        String url = url("http").replace("//", "//me:" + SECRET + "@");
        ToolRun run = run(url);
        assertSent(run, sink);
        assertThat(run.out()).contains(url("http"));
        assertThat(header("Authorization")).containsExactly(BASIC);
    }

    @Test
    void aTokenComesFromAFile() throws IOException {
        sink = WriteSink.plain();
        assertSent(run(url("http"), "--bearer-token-file", file("token", SECRET + "\r\n")), sink);
        assertThat(header("Authorization")).containsExactly("Bearer " + SECRET);
    }

    @Test
    void headersComeFromOptionsAndAFileAsTheyAre() throws IOException {
        sink = WriteSink.plain();
        Path more = file("headers", "X-Api-Key:  " + SECRET + " \n\nX-Colons: a:b: c\n");
        assertSent(run(url("http"), "--header", "X-Scope-OrgID: tenant", "--header-file", more), sink);
        assertThat(header("X-Scope-OrgID")).containsExactly("tenant");
        assertThat(header("X-Api-Key")).containsExactly(SECRET);
        assertThat(header("X-Colons")).containsExactly("a:b: c");
        assertThat(header("Authorization")).containsExactly("none");
        assertThat(header("Content-Encoding")).containsExactly("snappy");
    }

    @Test
    void secretsThatNoHeaderCanCarryAreRefusedUnspoken() throws IOException {
        sink = WriteSink.plain();
        String url = url("http");
        assertRefused(
                run(url, "--bearer-token-file", file("token", SECRET + "\n" + SECRET + "\n")),
                ExitCode.USAGE,
                "--bearer-token-file: expected one token");
        assertRefused(
                run(url, "--bearer-token-file", file("empty", "\n")),
                ExitCode.USAGE,
                "--bearer-token-file: expected one token");
        assertRefused(
                run(url, "--header-file", file("headers", "X-Api-Key: " + SECRET + "→\n")),
                ExitCode.USAGE,
                "--header: expected NAME: VALUE");
        assertRefused(
                run(url, "--header-file", file("value", SECRET)), ExitCode.USAGE, "--header: expected NAME: VALUE");
        assertRefused(run(url, "--user", "me:" + SECRET), ExitCode.USAGE, "--user: a name without a colon");
        assertRefused(run(url, "--bearer-token-file", directory.resolve("none")), ExitCode.USAGE, "none: no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Content-Length", "Connection", "Expect", "Upgrade", "Transfer-Encoding"})
    void headersOfTheProtocolStayWhatTheyAre(String name) throws IOException {
        sink = WriteSink.plain();
        assertRefused(run(url("http"), "--header", name + ": x"), ExitCode.USAGE, name + " belongs to the protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:%s@127.0.0.1:x/", "http://me:%s @127.0.0.1/", "ftp://me:%s@127.0.0.1/", "%s"})
    void anAddressThatIsNoneIsNotRepeated(String address) throws IOException {
        sink = WriteSink.plain();
        assertRefused(run(String.format(address, SECRET)), ExitCode.USAGE, "--url", "not a URL");
    }

    @Test
    void aRefusalThatRepeatsTheCredentialsIsToldWithoutThem() throws IOException {
        sink = WriteSink.plain().answering(401, headers -> "wrong: " + headers.getFirst("Authorization"));
        ToolRun basic = run(url("http").replace("//", "//me:" + SECRET + "@"));
        assertThat(basic.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(basic.complaints()).hasSize(1);
        assertThat(basic.err()).contains("status 401: wrong: Basic …;", "--password-file");
        ToolRun token = run(url("http"), "--bearer-token-file", file("token", SECRET));
        assertThat(token.err()).contains("status 401: wrong: Bearer …;");
        assertThat(sink.requests()).hasSize(2);
    }

    @Test
    void aServerThatIsNotThereIsSaidToBeSo() throws IOException {
        sink = WriteSink.plain();
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        String address = "http://me:" + SECRET + "@127.0.0.1:" + free + "/api/v1/write";
        assertRefused(run(address), ExitCode.DATA, "no server at 127.0.0.1: connection refused");
        assertRefused(
                silent(ToolRun.of("replay", "compare", data, "--url", address, "--settle", "1ms")),
                ExitCode.DATA,
                "127.0.0.1:" + free + "/metrics: connection refused");
        Files.delete(directory.resolve("journal"));
        assertRefused(
                run("http://me:" + SECRET + "@" + ELSEWHERE + "/"), ExitCode.DATA, "no address is known for the host");
    }

    @Test
    void aPageOfMetricsHasNoPasswordOfItsOwn() throws IOException {
        sink = WriteSink.plain();
        assertRefused(
                silent(ToolRun.of(
                        "replay",
                        "compare",
                        data,
                        "--url",
                        url("http"),
                        "--metrics-url",
                        "http://me:" + SECRET + "@127.0.0.1/metrics")),
                ExitCode.USAGE,
                "--metrics-url: without user and password");
    }

    @Test
    void aProxyIsUsedForEveryHost() throws IOException {
        sink = WriteSink.plain();
        try (ForwardProxy proxy = new ForwardProxy(sink.port())) {
            String through = "http://127.0.0.1:" + proxy.port();
            assertSent(run("http://" + ELSEWHERE + "/api/v1/write", "--proxy", through), sink);
            assertSent(run(url("http"), "--proxy", through), sink);
            assertThat(proxy.firstLines())
                    .contains(
                            "POST http://" + ELSEWHERE + "/api/v1/write HTTP/1.1", "POST " + url("http") + " HTTP/1.1");
        }
    }

    @Test
    void aProxySeesNothingOfTls() throws IOException {
        sink = WriteSink.tls(server.serving(client), false);
        try (ForwardProxy proxy = new ForwardProxy(sink.port())) {
            assertSent(
                    run(
                            "https://me:" + SECRET + "@" + ELSEWHERE + "/api/v1/write",
                            "--ca-file",
                            server.certificate(),
                            "--proxy",
                            "http://127.0.0.1:" + proxy.port()),
                    sink);
            assertThat(proxy.firstLines()).containsOnly("CONNECT " + ELSEWHERE + ":443 HTTP/1.1");
            assertThat(header("Authorization")).containsExactly(BASIC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:" + SECRET + "@127.0.0.1:1", "https://127.0.0.1:1"})
    void aProxyThatCannotBeUsedIsRefused(String proxy) throws IOException {
        sink = WriteSink.plain();
        assertRefused(run(url("http"), "--proxy", proxy), ExitCode.USAGE, "--proxy: expected http://HOST:PORT");
    }

    @Test
    void theEnvironmentStandsInForOptions() throws IOException, InterruptedException {
        sink = WriteSink.tls(server.serving(client), true);
        try (ForwardProxy proxy = new ForwardProxy(sink.port())) {
            List<String> variables = List.of(
                    "HEADROOM_REMOTE_USER=me",
                    "HEADROOM_REMOTE_PASSWORD=" + SECRET + "\n",
                    "HEADROOM_REMOTE_BEARER_TOKEN=",
                    "HEADROOM_REMOTE_HEADERS=X-One: 1\nX-Api-Key: " + SECRET + "\n",
                    "HEADROOM_REMOTE_CA_FILE=" + server.certificate(),
                    "HEADROOM_REMOTE_CERT_FILE=" + client.certificate(),
                    "HEADROOM_REMOTE_KEY_FILE=" + client.key(),
                    "HEADROOM_REMOTE_PROXY=http://127.0.0.1:" + proxy.port());
            assertSent(runWith(variables, List.of(), "https://" + ELSEWHERE + "/api/v1/write"), sink);
            assertThat(proxy.firstLines()).containsOnly("CONNECT " + ELSEWHERE + ":443 HTTP/1.1");
        }
        assertThat(header("Authorization")).containsExactly(BASIC);
        assertThat(header("X-One")).containsExactly("1");
        assertThat(header("X-Api-Key")).containsExactly(SECRET);
    }

    /// Without `--proxy` the JVM's settings count, which leave this machine's own addresses out; variables of
    /// other tools do not.
    @Test
    void aTokenComesFromTheEnvironmentAndTheProxyFromTheJvm() throws IOException, InterruptedException {
        sink = WriteSink.plain();
        try (ForwardProxy proxy = new ForwardProxy(sink.port())) {
            List<String> variables =
                    List.of("HEADROOM_REMOTE_BEARER_TOKEN=" + SECRET + "\n", "http_proxy=http://127.0.0.1:1");
            List<String> flags = List.of("-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=" + proxy.port());
            assertSent(runWith(variables, flags, "http://" + ELSEWHERE + "/api/v1/write"), sink);
            assertThat(proxy.firstLines()).containsOnly("POST http://" + ELSEWHERE + "/api/v1/write HTTP/1.1");
            assertThat(header("Authorization")).containsExactly("Bearer " + SECRET);
            int seen = proxy.firstLines().size();
            assertSent(runWith(variables, flags, url("http")), sink);
            assertThat(proxy.firstLines()).hasSize(seen);
        }
    }

    @Test
    void aProxyOfTheEnvironmentThatIsNoneIsRefused() throws IOException, InterruptedException {
        sink = WriteSink.plain();
        assertRefused(
                runWith(List.of("HEADROOM_REMOTE_PROXY=me:" + SECRET + "@proxy"), List.of(), url("http")),
                ExitCode.USAGE,
                "HEADROOM_REMOTE_PROXY: not a URL");
    }
}
