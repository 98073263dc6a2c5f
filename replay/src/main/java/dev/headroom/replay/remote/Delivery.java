package dev.headroom.replay.remote;

import dev.headroom.tsdb.NativeSnappy;
import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.snappy.SnappyNativeCompressor;
import java.io.IOException;
import java.util.SplittableRandom;

/// Sends the requests of one sender, again and again where that may help. Belongs to one thread.
final class Delivery {
    private final Transport transport;
    private final Outcome outcome;
    private final RateLimiter limiter;
    private final Stop stop;
    private final long retryFor;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private final SnappyCompressor snappy =
            NativeSnappy.isAvailable() ? new SnappyNativeCompressor() : new SnappyJavaCompressor();
    private byte[] compressed = {};

    /// @param retryFor milliseconds to go on trying
    Delivery(Transport transport, Outcome outcome, RateLimiter limiter, Stop stop, long retryFor) {
        this.transport = transport;
        this.outcome = outcome;
        this.limiter = limiter;
        this.stop = stop;
        this.retryFor = retryFor;
    }

    /// Somebody wishes that the run ends.
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        StoppedException() {
            super("stopped", null, false, false);
        }
    }

    /// Sends a request of series.
    ///
    /// @param again whether an earlier run may have sent it
    void send(WriteBody body, boolean again) throws IOException {
        Content content = body.content();
        WireBuffer message = body.finish();
        if (!stop.sleep(limiter.reserve(content.samples(), System.nanoTime()))) {
            throw new StoppedException();
        }
        int length = compress(message);
        Answer answer = deliver(body.protocol(), content, length);
        outcome.answered(content, answer, body.protocol(), again, length, message.length());
    }

    /// Sends what metrics are, which version 1.0 does in requests of their own. A server that does not want
    /// it is not pressed.
    void sendMetadata(WireBuffer message, long metrics) throws IOException {
        int length = compress(message);
        if (deliver(Protocol.V1, Content.NONE, length).isSuccess()) {
            outcome.sentMetadata(metrics, length, message.length());
        }
    }

    /// Finds out which version a server takes: an empty request of version 2.0 loses nothing when it is not
    /// understood. A server that knows 2.0 says how much it has written, which is none; one that does not
    /// answers with an error, or with success and no word of that.
    Protocol negotiate() throws IOException {
        WireBuffer empty = new WireBuffer(16);
        empty.field(4, Text.NONE.bytes());
        Answer answer = deliver(Protocol.V2, Content.NONE, compress(empty));
        return answer.isSuccess() && answer.written() != null ? Protocol.V2 : Protocol.V1;
    }

    private int compress(WireBuffer message) {
        int most = snappy.maxCompressedLength(message.length());
        if (compressed.length < most) {
            compressed = new byte[most];
        }
        return snappy.compress(message.bytes(), 0, message.length(), compressed, 0, compressed.length);
    }

    /// Sends what is compressed until it is answered for good.
    private Answer deliver(Protocol protocol, Content content, int length) throws IOException {
        backoff.reset();
        long begun = System.nanoTime();
        while (true) {
            String failure;
            long asked = -1;
            try {
                Answer answer = transport.send(protocol, content, compressed, length);
                if (answer.isHopeless()) {
                    throw new HopelessException(answer);
                }
                if (!answer.isTemporary()) {
                    return answer;
                }
                failure = "status " + answer.status() + (answer.message().isEmpty() ? "" : ": " + answer.message());
                asked = answer.retryAfter();
            } catch (HopelessException e) {
                throw e;
            } catch (IOException e) {
                failure = HttpTransport.reason(e);
            }
            if (stop.isWished()) {
                throw new StoppedException();
            }
            outcome.retried(length);
            long wait = backoff.next(asked);
            if ((System.nanoTime() - begun) / 1_000_000 + wait > retryFor) {
                throw new IOException("the server did not take a request for " + retryFor / 1000 + " s: " + failure);
            }
            if (!stop.sleep(wait * 1_000_000)) {
                throw new StoppedException();
            }
        }
    }
}
