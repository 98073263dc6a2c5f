package dev.headroom.tsdb.tombstone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IntervalsTest {
    record Interval(long number, long minTime, long maxTime) {}

    @Property
    void agreeWithALookAtEveryInterval(@ForAll("someIntervals") List<Interval> added) {
        Intervals intervals = new Intervals();
        added.forEach(i -> intervals.add(i.number(), i.minTime(), i.maxTime()));
        intervals.sort();
        assertThat(intervals.isEmpty()).isEqualTo(added.isEmpty());
        for (long number : List.of(-1L, 0L, 1L, 2L, Long.MAX_VALUE)) {
            List<Long> flat = new ArrayList<>();
            for (long time : intervals.of(number)) {
                flat.add(time);
            }
            assertThat(flat).isSorted();
            for (long time : List.of(Long.MIN_VALUE, -1L, 0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, Long.MAX_VALUE)) {
                boolean expected = added.stream()
                        .anyMatch(i -> i.number() == number && i.minTime() <= time && time <= i.maxTime());
                assertThat(intervals.contain(number, time))
                        .as("%d of %d", time, number)
                        .isEqualTo(expected);
                boolean listed = false;
                for (int i = 0; i < flat.size(); i += 2) {
                    listed |= flat.get(i) <= time && time <= flat.get(i + 1);
                }
                assertThat(listed).as("%d of %d", time, number).isEqualTo(expected);
            }
        }
    }

    @Test
    @Timeout(10)
    void manyIntervalsOfOneSeriesTakeNoLongerThanSortingThem() {
        Intervals intervals = new Intervals();
        for (int i = 0; i < 1_000_000; i++) {
            long time = i * 7919L % 1_000_003 * 10;
            intervals.add(7, time, time + 1);
        }
        intervals.sort();
        assertThat(intervals.of(7)).hasSize(2_000_000);
        assertThat(intervals.contain(7, 11)).isTrue();
        assertThat(intervals.contain(7, 12)).isFalse();
    }

    @Provide
    Arbitrary<List<Interval>> someIntervals() {
        Arbitrary<Long> times =
                Arbitraries.oneOf(Arbitraries.longs().between(0, 9), Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE));
        return Combinators.combine(Arbitraries.of(0L, 1L, 2L, Long.MAX_VALUE), times, times)
                .as((number, one, other) -> new Interval(number, Math.min(one, other), Math.max(one, other)))
                .list()
                .ofMaxSize(12);
    }
}
