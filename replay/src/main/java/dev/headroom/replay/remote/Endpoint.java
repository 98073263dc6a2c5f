package dev.headroom.replay.remote;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A server, and what it takes to be let in. Says of itself nothing that is secret.
///
/// @param url of the remote-write endpoint, without user and password
/// @param headers sent with every request
/// @param user with a password: basic authentication
/// @param bearerToken sent as authorization instead
/// @param certificateAuthority PEM file of the certificates that vouch for the server; nothing for those of
/// the JVM
/// @param certificate PEM file of the certificate that the server is shown
/// @param key PEM file of its private key, PKCS #8
/// @param trustAnything whether to talk to a server whose certificate nobody vouches for
/// @param proxy through which to go; nothing for the one that the JVM is told of, if any
/// @param timeout for an answer
public record Endpoint(
        URI url,
        Map<String, String> headers,
        Optional<String> user,
        Optional<String> password,
        Optional<String> bearerToken,
        Optional<Path> certificateAuthority,
        Optional<Path> certificate,
        Optional<Path> key,
        boolean trustAnything,
        Optional<URI> proxy,
        Duration timeout) {
    public Endpoint {
        headers = Map.copyOf(headers);
    }

    /// A server that takes what anybody sends.
    public static Endpoint of(URI url) {
        return new Endpoint(
                url,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Duration.ofSeconds(30));
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
