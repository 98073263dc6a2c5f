package dev.headroom.replay.remote;

import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What tells one replay from another: the data, what is chosen of it and made of it, and where it goes.
final class Fingerprint {
    private Fingerprint() {}

    static byte[] of(RemoteRequest request, DataDirectory directory) throws IOException {
        StringBuilder text = new StringBuilder("1\n");
        text.append(request.path().toRealPath()).append('\n');
        directory.metas().forEach(meta -> text.append(meta.ulid()).append('\n'));
        text.append(directory.sizes()).append('\n');
        request.selectors().forEach(selector -> text.append(selector).append('\n'));
        text.append(request.range()).append('\n');
        request.rules().rules().forEach(rule -> text.append(rule).append('\n'));
        text.append(request.shift().map(RemoteRequest.Shift::wanted).orElse("")).append('\n');
        text.append(request.copies()).append(' ').append(request.copyLabel()).append('\n');
        text.append(request.window()).append('\n');
        text.append(request.endpoint().url());
        return sha256(text.toString());
    }

    /// The name of a journal that nobody has named: one for each directory and server.
    static Path journalOf(Path directory, Endpoint endpoint) throws IOException {
        byte[] hash = sha256(directory.toRealPath() + "\n" + endpoint.url());
        return Path.of("headroom-replay-" + HexFormat.of().formatHex(hash, 0, 4) + ".journal");
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
