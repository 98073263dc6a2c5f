package dev.headroom.replay.remote;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/// It is the address or the sender that is wrong: trying again would not help.
final class HopelessException extends IOException {
    private static final long serialVersionUID = 1;

    HopelessException(Answer answer) {
        super(text(answer));
    }

    private HopelessException(String message, IOException cause) {
        super(message, cause);
    }

    /// Nobody has ever answered there.
    ///
    /// @param reason why not
    static HopelessException nobody(URI url, String reason, ConnectException cause) {
        return new HopelessException("no server at " + url.getHost() + ": " + reason + "; check --url", cause);
    }

    /// What a failure of TLS means: hopeless, unless it was only that the connection broke.
    static IOException of(SSLException failure) {
        boolean untrusted = false;
        Throwable cause = failure;
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof EOFException || next instanceof SocketException) {
                return failure;
            }
            untrusted |= next instanceof CertificateException;
            cause = next.getMessage() == null ? cause : next;
        }
        return new HopelessException(
                untrusted
                        ? "the server's certificate is not trusted, and nothing was sent: " + cause.getMessage()
                                + "; --ca-file names whom to trust"
                        : "no TLS with the server: " + cause.getMessage() + "; check --url, --cert-file and --key-file",
                failure);
    }

    private static String text(Answer answer) {
        String said = "the server answers with status " + answer.status()
                + (answer.message().isEmpty() ? "" : ": " + answer.message());
        return said
                + switch (answer.status()) {
                    case 401, 403 -> "; check --user, --password-file or --bearer-token-file";
                    case 407 -> "; the proxy wants to know who you are";
                    default -> "; check the path of --url, such as /api/v1/write";
                };
    }
}
