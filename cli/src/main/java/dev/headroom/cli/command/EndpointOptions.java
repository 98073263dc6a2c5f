package dev.headroom.cli.command;

import dev.headroom.replay.remote.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/// How to get in touch with a server. What is secret comes from a file or the environment, never from the
/// command line, where everybody on the machine can read it.
final class EndpointOptions extends Options {
    private static final String ENVIRONMENT = "HEADROOM_REMOTE_";

    /// Headers that are part of the protocol.
    private static final Set<String> OWN_HEADERS = Set.of(
            "content-encoding",
            "content-type",
            "content-length",
            "host",
            "connection",
            "expect",
            "transfer-encoding",
            "upgrade",
            "x-prometheus-remote-write-version");

    private final Value<String> user = option(
                    "--user",
                    "NAME",
                    "Basic authentication (or HEADROOM_REMOTE_USER); the password comes from --password-file"
                            + " or HEADROOM_REMOTE_PASSWORD.")
            .as(String.class);

    private final Value<Path> passwordFile =
            option("--password-file", "FILE", "The password of --user.").as(Path.class);

    private final Value<Path> bearerTokenFile = option(
                    "--bearer-token-file",
                    "FILE",
                    "A token that is sent as authorization (or HEADROOM_REMOTE_BEARER_TOKEN).")
            .as(Path.class);

    private final Value<List<String>> headers = option(
                    "--header",
                    "NAME:VALUE",
                    "A header for every request, such as X-Scope-OrgID: tenant; may be repeated.")
            .listOf(String.class);

    private final Value<Path> headerFile = option(
                    "--header-file",
                    "FILE",
                    "More headers, one on a line (or HEADROOM_REMOTE_HEADERS): for those that are secret.")
            .as(Path.class);

    private final Value<Path> caFile = option(
                    "--ca-file", "FILE", "PEM certificates that vouch for the server (or HEADROOM_REMOTE_CA_FILE).")
            .as(Path.class);

    private final Value<Path> certFile = option(
                    "--cert-file", "FILE", "PEM certificate to show to the server (or HEADROOM_REMOTE_CERT_FILE).")
            .as(Path.class);

    private final Value<Path> keyFile = option(
                    "--key-file", "FILE", "Its private key, PKCS #8 in PEM (or HEADROOM_REMOTE_KEY_FILE).")
            .as(Path.class);

    private final Value<Boolean> insecure =
            flag("--insecure-skip-verify", "Talks to a server whose certificate nobody vouches for.");

    private final Value<URI> proxy = option("--proxy", "URL", "An HTTP proxy to go through (or HEADROOM_REMOTE_PROXY).")
            .as(new Urls());

    private final Value<Long> timeout = option(
                    "--timeout", "DURATION", "How long to wait for an answer (default: ${DEFAULT-VALUE}).")
            .byDefault("30s")
            .as(new DurationOption());

    EndpointOptions(CommandSpec spec) {
        super(spec);
    }

    /// Reads an address of HTTP or HTTPS.
    static final class Urls implements ITypeConverter<URI> {
        @Override
        public URI convert(String text) {
            try {
                URI url = new URI(text);
                if (url.getHost() != null
                        && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                        && url.getFragment() == null) {
                    return url;
                }
            } catch (URISyntaxException e) {
                // The text may hold a password, so it is not repeated.
                throw new TypeConversionException("not a URL; expected one such as http://localhost:9090/api/v1/write");
            }
            throw new TypeConversionException(
                    "not a URL of http or https; expected one such as http://localhost:9090/api/v1/write");
        }
    }

    /// The endpoint at an address, which may carry user and password.
    Endpoint at(URI address) {
        String userInfo = address.getRawUserInfo();
        Optional<String> name = given(user.get(), "USER");
        Optional<String> password = secret(passwordFile.get(), "PASSWORD");
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            name = Optional.of(decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)));
            password = colon < 0 ? password : Optional.of(decoded(userInfo.substring(colon + 1)));
        }
        if (name.isPresent() && name.get().contains(":")) {
            throw usage("--user: a name without a colon; the password comes from --password-file");
        }
        Optional<String> token = secret(bearerTokenFile.get(), "BEARER_TOKEN");
        if (token.isPresent() && !token.get().matches("[!-~]+")) {
            throw usage("--bearer-token-file: expected one token, of printable ASCII characters");
        }
        if (name.isPresent() && token.isPresent()) {
            throw usage("a user and a bearer token: one of them");
        }
        if (name.isEmpty() && passwordFile.get() != null) {
            throw usage("--password-file: goes with --user");
        }
        Optional<Path> certificate = given(certFile.get(), "CERT_FILE");
        Optional<Path> key = given(keyFile.get(), "KEY_FILE");
        if (certificate.isPresent() != key.isPresent()) {
            throw usage("--cert-file and --key-file: both or none");
        }
        if (timeout.get() <= 0) {
            throw usage("--timeout: more than 0");
        }
        return new Endpoint(
                withoutUser(address),
                headers(),
                name,
                password,
                token,
                given(caFile.get(), "CA_FILE"),
                certificate,
                key,
                insecure.get(),
                proxy(),
                Duration.ofMillis(timeout.get()));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static URI withoutUser(URI address) {
        String text = address.toString();
        return address.getRawUserInfo() == null ? address : URI.create(text.replaceFirst("//[^/@]*@", "//"));
    }

    private Optional<URI> proxy() {
        Optional<URI> given;
        try {
            given = Optional.ofNullable(proxy.get())
                    .or(() -> environment("PROXY").map(new Urls()::convert));
        } catch (TypeConversionException e) {
            throw usage(ENVIRONMENT + "PROXY: " + e.getMessage());
        }
        if (given.isPresent()
                && (!given.get().getScheme().equals("http") || given.get().getRawUserInfo() != null)) {
            throw usage("--proxy: expected http://HOST:PORT, without user and password");
        }
        return given;
    }

    private static Optional<String> given(String option, String variable) {
        return option == null ? environment(variable) : Optional.of(option);
    }

    private static Optional<Path> given(Path option, String variable) {
        return option == null ? environment(variable).map(Path::of) : Optional.of(option);
    }

    private Optional<String> secret(Path file, String variable) {
        return file == null ? environment(variable) : Optional.of(read(file).strip());
    }

    /// What a variable says, without the newline that came along from a file; one that is empty is as good as
    /// none.
    private static Optional<String> environment(String variable) {
        return Optional.ofNullable(System.getenv(ENVIRONMENT + variable))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private Map<String, String> headers() {
        List<String> all = new ArrayList<>(headers.get());
        secret(headerFile.get(), "HEADERS")
                .ifPresent(text -> all.addAll(text.lines().toList()));
        Map<String, String> parsed = new LinkedHashMap<>();
        for (String line : all) {
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !line.matches("[\\t -~]*")) {
                throw usage("--header: expected NAME: VALUE, of printable ASCII characters");
            }
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw usage("--header: " + name + " belongs to the protocol");
            }
            parsed.put(name, line.substring(colon + 1).strip());
        }
        return parsed;
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw usage(file + ": no such file");
        } catch (IOException e) {
            throw usage(file + ": cannot be read");
        }
    }
}
