package dev.headroom.replay.remote;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The wish to end a run, and the word that it has ended: what is under way is still waited for, and noted.
public final class Stop {
    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Queue<Scratch> temporary = new ConcurrentLinkedQueue<>();
    private boolean sending;

    /// Asks the run to end. One that sends is waited for, for so long at most; from one that does not, or has not
    /// ended by then, what it would leave behind is taken away.
    public void stop(long millis) {
        try {
            if (wish() && ended.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        temporary.forEach(Scratch::abandon);
    }

    /// Whether there is something to wait for.
    private synchronized boolean wish() {
        wished.countDown();
        return sending;
    }

    public boolean isWished() {
        return wished.getCount() == 0;
    }

    /// Says that nothing is left to be waited for.
    public void ended() {
        ended.countDown();
    }

    /// The run begins to send, from where on its end is waited for; false when it is to end before.
    synchronized boolean begin() {
        sending = true;
        return !isWished();
    }

    /// The run has made a temporary folder.
    void made(Scratch folder) {
        temporary.add(folder);
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
