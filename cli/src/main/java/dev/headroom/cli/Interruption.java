package dev.headroom.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// What is still to be done when the user interrupts a run.
public final class Interruption {
    private static final int PATIENCE_SECONDS = 30;

    private Interruption() {}

    /// Has something closed when the run is interrupted.
    ///
    /// @return what [#forget] takes
    public static Thread close(Closeable open) {
        return prepare(() -> {
            try {
                open.close();
            } catch (IOException e) {
                // The run ends, and nobody wants what was open.
            }
        });
    }

    /// Has something done when the run is interrupted.
    ///
    /// @return what [#forget] takes
    public static Thread prepare(Runnable action) {
        Thread hook = new Thread(action);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The run has been interrupted a moment ago, and ends before it has done anything that matters.
        }
        return hook;
    }

    /// Does something that leaves nothing behind when its thread is interrupted. When the user interrupts the run, that
    /// thread is, and the run ends when it has tidied up.
    public static <T> T whole(Callable<T> work) throws Exception {
        Thread worker = Thread.currentThread();
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch tidied = new CountDownLatch(1);
        Thread hook = prepare(() -> {
            interrupted.set(true);
            worker.interrupt();
            try {
                tidied.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return work.call();
        } finally {
            tidied.countDown();
            forget(hook);
            while (interrupted.get()) {
                // The run is ending, and what there would be to say is not the reason for it.
                LockSupport.park();
            }
        }
    }

    /// Takes back what was prepared.
    public static void forget(Thread prepared) {
        try {
            Runtime.getRuntime().removeShutdownHook(prepared);
        } catch (IllegalStateException e) {
            // The run is being interrupted, and the action with it.
        }
    }
}
