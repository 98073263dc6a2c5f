import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A remote-write receiver that takes everything and looks at nothing: what is left is the cost of the
/// sender. Knows version 1.0 only, since it cannot say what it has written. Prints its port.
final class NullReceiver {
    private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    public static void main(String... args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket connection = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            }
        }
    }

    private static void serve(Socket connection) {
        byte[] buffer = new byte[1 << 16];
        try (connection;
                InputStream in = connection.getInputStream();
                OutputStream out = connection.getOutputStream()) {
            connection.setTcpNoDelay(true);
            int held = 0;
            while (true) {
                int end;
                while ((end = endOfHeaders(buffer, held)) < 0) {
                    int read = in.read(buffer, held, buffer.length - held);
                    if (read < 0) {
                        return;
                    }
                    held += read;
                }
                long left = contentLength(new String(buffer, 0, end, StandardCharsets.ISO_8859_1)) - (held - end);
                held = 0;
                while (left > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                    if (read < 0) {
                        return;
                    }
                    left -= read;
                }
                out.write(ANSWER);
            }
        } catch (IOException e) {
            // The sender has gone.
        }
    }

    private static int endOfHeaders(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static long contentLength(String headers) {
        for (String line : headers.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }
}
