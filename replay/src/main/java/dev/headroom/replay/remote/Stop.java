package dev.headroom.replay.remote;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The wish to end a run, and the word that it has ended: what is under way is still waited for, and noted.
public final class Stop {
    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /// Asks the run to end, and waits until it has, or for so long.
    public void stop(long millis) {
        wished.countDown();
        try {
            ended.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isWished() {
        return wished.getCount() == 0;
    }

    /// Says that nothing is left to be waited for.
    public void ended() {
        ended.countDown();
    }

    /// Waits, unless somebody wishes to end; whether nobody did.
    boolean sleep(long nanos) {
        if (nanos <= 0) {
            return !isWished();
        }
        try {
            return !wished.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
