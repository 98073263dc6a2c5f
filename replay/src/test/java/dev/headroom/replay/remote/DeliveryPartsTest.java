package dev.headroom.replay.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analyze.engine.TimeRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The small parts that a replay is made of.
class DeliveryPartsTest {
    private static final byte[] FINGERPRINT = new byte[32];

    @Test
    void waitsGrowToHalfAMinuteAndVary() {
        Backoff backoff = new Backoff(new SplittableRandom(1));
        long expected = Backoff.FIRST;
        for (int i = 0; i < 40; i++) {
            assertThat(backoff.next(-1)).isBetween(expected * 4 / 5, expected * 6 / 5);
            expected = Math.min(Backoff.LONGEST, 2 * expected);
        }
        backoff.reset();
        assertThat(backoff.next(-1)).isLessThan(2 * Backoff.FIRST);
    }

    @Test
    void waitsAreNoShorterThanTheServerAskedForWithinReason() {
        Backoff backoff = new Backoff(new SplittableRandom(1));
        assertThat(backoff.next(7000)).isEqualTo(7000);
        assertThat(backoff.next(Long.MAX_VALUE)).isEqualTo(Backoff.LONGEST_ASKED);
        assertThat(backoff.next(0)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3000",
        "0, 0",
        "-5, 0",
        "'Sat, 22 Nov 2025 10:00:05 GMT', 5000",
        "'Sat, 22 Nov 2025 09:00:00 GMT', 0",
        "soon, -1",
        "99999999999999999999, -1",
        "9223372036854775807, -1"
    })
    void theServersTimeIsReadAsSecondsOrDate(String header, long millis) {
        ZonedDateTime now = ZonedDateTime.of(2025, 11, 22, 10, 0, 0, 0, ZoneOffset.UTC);
        assertThat(HttpTransport.retryAfter(header, now)).isEqualTo(millis);
    }

    @Test
    void aRateIsThatOfAllRequestsTogether() {
        RateLimiter limiter = new RateLimiter(1000, 0);
        assertThat(limiter.reserve(500, 0)).isZero();
        assertThat(limiter.reserve(500, 0)).isEqualTo(500_000_000);
        assertThat(limiter.reserve(100, 400_000_000)).isEqualTo(600_000_000);
        // A pause of an hour earns a tenth of a second.
        long later = 3_600_000_000_000L;
        assertThat(limiter.reserve(600, later)).isZero();
        assertThat(limiter.reserve(1, later)).isEqualTo(500_000_000);
        assertThat(new RateLimiter(0, 0).reserve(1_000_000, 0)).isZero();
    }

    @Test
    void refusalsAreCountedByWhatTheyHaveInCommon() {
        assertThat(Outcome.reason(new Answer(400, "out of order sample for series {a=\"1\"}", -1, null)))
                .isEqualTo("400 out of order sample");
        assertThat(Outcome.reason(new Answer(422, "", -1, null))).isEqualTo("422");
        assertThat(Outcome.reason(new Answer(400, "x".repeat(5000), -1, null))).hasSizeLessThan(300);
    }

    @Test
    void aJournalKnowsWhatWasNotedLast(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        try (Journal journal = Journal.open(file, FINGERPRINT, 42, 3)) {
            assertThat(journal.isResumed()).isFalse();
            journal.note(1, 1000, 5);
            journal.note(1, 1000, 7);
            journal.note(2, 1000, 1);
            journal.noteComplete(2000);
            journal.note(1, 2000, 3);
        }
        try (Journal journal = Journal.open(file, FINGERPRINT, 4711, 3)) {
            assertThat(journal.isResumed()).isTrue();
            assertThat(journal.shift()).isEqualTo(42);
            assertThat(journal.completeBefore()).isEqualTo(2000);
            assertThat(journal.of(0)).isEqualTo(Journal.Progress.NONE);
            assertThat(journal.of(1)).isEqualTo(new Journal.Progress(2000, 3, 7));
            assertThat(journal.of(2)).isEqualTo(new Journal.Progress(1000, 1, 0));
            assertThat(journal.arrived()).isEqualTo(11);
            assertThatThrownBy(() -> Journal.open(file, FINGERPRINT, 0, 3))
                    .isInstanceOf(ReplayRefusedException.class)
                    .hasMessageContaining("another run is using");
        }
    }

    /// The machine may end in the middle of a note: the one before it counts then.
    @Test
    void aNoteThatWasNotFinishedDoesNotCount(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        try (Journal journal = Journal.open(file, FINGERPRINT, 0, 1)) {
            journal.note(0, 1000, 5);
            journal.note(0, 1000, 6);
            journal.note(0, 1000, 7);
        }
        byte[] good = Files.readAllBytes(file);
        // The third note of the part lies where the first one did.
        int note = 128 + 64 + 32;
        for (int i = note; i < note + 32; i++) {
            byte[] bytes = good.clone();
            bytes[i] ^= 1;
            Files.write(file, bytes);
            try (Journal journal = Journal.open(file, FINGERPRINT, 0, 1)) {
                assertThat(journal.of(0)).as("byte %d", i).isEqualTo(new Journal.Progress(1000, 6, 0));
            }
        }
    }

    @Test
    void aDamagedHeadIsRefused(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("journal");
        Journal.open(file, FINGERPRINT, 0, 1).close();
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < 24 + 48; i++) {
            byte[] bytes = good.clone();
            bytes[i] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> Journal.open(file, FINGERPRINT, 0, 1))
                    .as("byte %d", i)
                    .isInstanceOf(ReplayRefusedException.class);
        }
    }

    @Test
    void windowsFollowOneAnotherAndGapsArePassedOver() throws InterruptedException {
        List<Long> completed = new ArrayList<>();
        Schedule schedule = new Schedule(2, 100, 250, new TimeRange(0, 1099), completed::add);
        Schedule.Task a = schedule.next();
        Schedule.Task b = schedule.next();
        assertThat(a.window()).isEqualTo(new TimeRange(200, 299)).isEqualTo(b.window());
        assertThat(schedule.awaitTurn(a)).isTrue();
        // The next window follows at once, so it may be begun; it has to wait for the other part.
        schedule.ended(a, 300);
        Schedule.Task c = schedule.next();
        assertThat(c.window()).isEqualTo(new TimeRange(300, 399));
        assertThat(completed).isEmpty();
        schedule.ended(b, 700);
        assertThat(completed).containsExactly(300L);
        assertThat(schedule.awaitTurn(c)).isTrue();
        Schedule.Task d = schedule.next();
        schedule.ended(d, Long.MAX_VALUE);
        schedule.ended(c, 1030);
        Schedule.Task e = schedule.next();
        assertThat(e.window()).isEqualTo(new TimeRange(1000, 1099));
        assertThat(completed).containsExactly(300L, 1000L);
        schedule.ended(schedule.next(), 1100);
        schedule.ended(e, Long.MAX_VALUE);
        assertThat(schedule.next()).isNull();
    }

    @Test
    void aServerTellsItsFiguresOnItsPage() {
        assertThat(ServerFigures.of("""
                # TYPE vm_data_size_bytes gauge
                vm_data_size_bytes{type="storage/small"} 100
                vm_data_size_bytes{type="indexdb/file"} 2.5e1 1700000000000
                vm_data_size_bytes_other 7
                process_resident_memory_bytes 3e6
                """)).isEqualTo(new ServerFigures("victoriametrics", 125L, 3_000_000L, null));
        assertThat(ServerFigures.of("""
                prometheus_tsdb_storage_blocks_bytes 10
                prometheus_tsdb_wal_storage_size_bytes 5
                go_memstats_heap_alloc_bytes 77
                """)).isEqualTo(new ServerFigures("prometheus", 15L, null, 77L));
        assertThat(ServerFigures.of("")).isEqualTo(new ServerFigures("unknown", null, null, null));
    }

    @Test
    void aStoppedScheduleKeepsNobodyWaiting() throws InterruptedException {
        Schedule schedule = new Schedule(1, 100, 0, TimeRange.ALL, window -> {});
        Schedule.Task task = schedule.next();
        schedule.stop();
        assertThat(schedule.awaitTurn(task)).isFalse();
        assertThat(schedule.next()).isNull();
    }
}
