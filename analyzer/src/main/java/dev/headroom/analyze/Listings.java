package dev.headroom.analyze;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/// Reading a directory in which a running Prometheus deletes blocks and cuts off its log: when something that was
/// listed is gone, the listing is taken again.
public final class Listings {
    /// Prometheus deletes blocks once in two hours; whoever sees this many go has no data directory before him.
    private static final int MOST = 20;

    private Listings() {}

    /// Something that begins with a listing.
    public interface Attempt<T> {
        T run() throws IOException;
    }

    /// Attempts it until nothing vanishes.
    public static <T> T retry(Attempt<T> attempt) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return attempt.run();
            } catch (NoSuchFileException e) {
                if (i == MOST) {
                    throw e;
                }
            }
        }
    }
}
