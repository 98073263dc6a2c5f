package dev.headroom.analyze.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HeadFactsTest {
    /// A run of samples that lie equally far apart, some time behind the one before.
    record Run(long pause, long distance, int count) {}

    @Property
    void aRunIsTheSameAsItsSamples(
            @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 1, max = 1_500_000) Long> pauses,
            @ForAll @Size(6) List<@LongRange(min = 1, max = 700_000) Long> distances,
            @ForAll @Size(6) List<@IntRange(min = 1, max = 40) Integer> counts,
            @ForAll boolean usual,
            @ForAll @IntRange(max = 1000) int window,
            @ForAll @IntRange(max = 1000) int from,
            @ForAll @IntRange(max = 1000) int to) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < pauses.size(); i++) {
            // Most series are scraped far more often than a query looks back.
            long distance = usual ? 1 + distances.get(i) % 60_000 : distances.get(i);
            runs.add(new Run(pauses.get(i), distance, counts.get(i)));
        }
        List<Long> times = times(runs);
        TimeRange range = new TimeRange(boundary(times, from), boundary(times, to));
        HeadFacts inRuns = new HeadFacts(1, range, boundary(times, window), SharedSeries.NONE);
        HeadFacts oneByOne = new HeadFacts(1, range, boundary(times, window), SharedSeries.NONE);
        int told = 0;
        for (Run run : runs) {
            inRuns.run(0, times.get(told), run.count() == 1 ? 0 : run.distance(), run.count());
            told += run.count();
        }
        times.forEach(time -> oneByOne.sample(0, time, false, false, false));

        assertThat(facts(inRuns)).isEqualTo(facts(oneByOne));
    }

    private static List<Long> times(List<Run> runs) {
        List<Long> times = new ArrayList<>();
        long time = 0;
        for (Run run : runs) {
            time += run.pause();
            for (int i = 0; i < run.count(); i++) {
                time += i == 0 ? 0 : run.distance();
                times.add(time);
            }
        }
        return times;
    }

    /// A time at or beside that of a sample.
    private static long boundary(List<Long> times, int choice) {
        return times.get(choice / 3 % times.size()) + choice % 3 - 1;
    }

    private static List<Object> facts(HeadFacts facts) {
        List<Object> all = new ArrayList<>(List.of(
                facts.samples(0),
                facts.histogramSamples(0),
                facts.windowSamples(0),
                facts.firstTime(0),
                facts.lastTime(0),
                facts.interval(0)));
        facts.stretches(0, (first, last) -> all.add(first + "-" + last));
        return all;
    }
}
