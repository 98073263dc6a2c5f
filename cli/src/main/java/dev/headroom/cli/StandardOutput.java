package dev.headroom.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;

/// Where results go, buffered; every failure to write comes as an unchecked exception.
///
/// A `PrintWriter` swallows the `IOException` of the stream below it, so that a command would go on for minutes
/// after the reader of a pipe has left. What this stream throws passes through a `PrintWriter` and ends the
/// command. It throws once: what is still flushed while the command ends is dropped.
public final class StandardOutput extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 16;

    private final BufferedOutputStream out;
    private boolean broken;

    public StandardOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    @Override
    public void write(int b) {
        if (broken) {
            return;
        }
        try {
            out.write(b);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (broken) {
            return;
        }
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() {
        if (broken) {
            return;
        }
        try {
            out.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Failure failed(IOException e) {
        broken = true;
        return new Failure(e);
    }

    /// The results did not get where they were to go.
    public static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean readerLeft;
        private final boolean interrupted;

        private Failure(IOException cause) {
            super("standard output: " + cause.getMessage(), cause);
            readerLeft = String.valueOf(cause.getMessage()).contains("Broken pipe");
            interrupted = cause instanceof ClosedChannelException;
        }

        /// Whether a pipe's reader wanted no more, as in `headroom dump … | head`: no error.
        public boolean readerLeft() {
            return readerLeft;
        }

        /// Whether the output was closed because the user has interrupted the run.
        boolean interrupted() {
            return interrupted;
        }
    }
}
