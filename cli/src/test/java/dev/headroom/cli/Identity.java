package dev.headroom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key with a certificate that vouches for itself.
///
/// @param certificate as PEM
/// @param key as PEM, PKCS #8
record Identity(KeyStore store, Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    /// Makes one with the JDK's own tool.
    ///
    /// @param names for which it is good, such as `dns:localhost,ip:127.0.0.1`
    static Identity make(Path directory, String who, String names) throws IOException, InterruptedException {
        Path file = directory.resolve(who + ".p12");
        Process tool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        who,
                        "-dname",
                        "CN=" + who,
                        "-ext",
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(bytes, PASSWORD.toCharArray());
            return new Identity(
                    store,
                    pem(
                            directory.resolve(who + ".crt"),
                            "CERTIFICATE",
                            store.getCertificate(who).getEncoded()),
                    pem(
                            directory.resolve(who + ".key"),
                            "PRIVATE KEY",
                            store.getKey(who, PASSWORD.toCharArray()).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static Path pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /// What a server with this identity needs, which knows one client.
    SSLContext serving(Identity client) throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            String alias = client.store.aliases().nextElement();
            known.setCertificateEntry(alias, client.store.getCertificate(alias));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
