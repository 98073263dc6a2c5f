package dev.headroom.tsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BesideTest {
    @Test
    void worksOnAnotherThreadAndOnce() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        Beside<String> beside = Beside.start("other", () -> {
            calls.incrementAndGet();
            return Thread.currentThread().getName();
        });
        assertThat(beside.result()).isEqualTo("other");
        assertThat(beside.get()).isEqualTo("other");
        beside.await();
        assertThat(calls).hasValue(1);
    }

    @Test
    void doesNotKeepTheJvmFromEnding() {
        assertThat(Beside.start("other", () -> Thread.currentThread().isDaemon())
                        .get())
                .isTrue();
    }

    @Test
    void throwsWhatTheWorkThrew() {
        NoSuchFileException gone = new NoSuchFileException("chunks_head/000001");
        assertThatThrownBy(failing(gone)::result).isSameAs(gone);
        assertThatThrownBy(failing(gone)::get)
                .isInstanceOf(UncheckedIOException.class)
                .hasCause(gone);
        CorruptionException damage = new CorruptionException("index", 7, "a symbol", "none");
        assertThatThrownBy(failing(damage)::result).isSameAs(damage);
        assertThatThrownBy(failing(damage)::get).isSameAs(damage);
        assertThatThrownBy(Beside.start("other", (Callable<Object>) () -> {
                    throw new OutOfMemoryError("heap");
                })::get)
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void awaitsTheEndOfWorkThatFails() {
        assertThatCode(failing(new IOException("full"))::await).doesNotThrowAnyException();
    }

    /// What the other thread has opened would stay open otherwise.
    @Test
    void anInterruptedWaitGoesOnAndIsNotForgotten() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Beside<Integer> beside = Beside.start("other", () -> {
            mayEnd.await();
            return 5;
        });
        Thread.currentThread().interrupt();
        Thread waiting = Thread.currentThread();
        Beside.start("releases", () -> {
            // The interrupt is taken up by the wait first, which shows in the flag.
            while (waiting.isInterrupted()) {
                Thread.onSpinWait();
            }
            mayEnd.countDown();
            return null;
        });
        int result = beside.result();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result).isEqualTo(5);
    }

    private static Beside<Object> failing(Exception failure) {
        return Beside.start("other", () -> {
            throw failure;
        });
    }
}
