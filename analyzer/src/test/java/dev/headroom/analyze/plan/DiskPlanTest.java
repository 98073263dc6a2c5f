package dev.headroom.analyze.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analyze.plan.DiskPlan.Need;
import dev.headroom.analyze.plan.Workload.IndexCost;
import dev.headroom.analyze.plan.Workload.LogCost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class DiskPlanTest {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long NOW = 490_000 * HOUR;
    private static final Retention DAYS_15 = new Retention(15 * DAY, 0);

    @Test
    void theLongestBlockIsATenthOfTheRetention() {
        assertThat(hours(BlockRanges.ofRetention(15 * DAY))).containsExactly(2L, 6L, 18L);
        assertThat(hours(BlockRanges.ofRetention(12 * HOUR))).containsExactly(2L);
        assertThat(hours(BlockRanges.ofRetention(365 * DAY))).containsExactly(2L, 6L, 18L, 54L, 162L, 486L);
        assertThat(hours(BlockRanges.ofRetention(0))).containsExactly(2L, 6L, 18L, 54L, 162L, 486L);
        assertThat(hours(BlockRanges.of(HOUR, 3 * HOUR))).containsExactly(1L, 3L);
    }

    /// What a server of some days holds: the newest two blocks as they were cut, before them what has been merged.
    @Test
    void blocksAreCompactedAsPrometheusDoes() {
        List<PlannedBlock> blocks = new ArrayList<>();
        BlockRanges ranges = BlockRanges.ofRetention(15 * DAY);
        for (long start = 0; start < 44 * HOUR; start += 2 * HOUR) {
            blocks.add(PlannedBlock.cut(load(0, Growth.NONE), start, start + 2 * HOUR));
            while (true) {
                List<PlannedBlock> parents = Compaction.next(blocks, ranges, start - 8 * HOUR);
                if (parents.isEmpty()) {
                    break;
                }
                PlannedBlock child = PlannedBlock.merge(load(0, Growth.NONE), parents);
                int place = blocks.indexOf(parents.getFirst());
                parents.clear();
                blocks.add(place, child);
            }
        }
        assertThat(blocks.stream()
                        .map(block -> block.minTime() / HOUR + "-" + block.maxTime() / HOUR)
                        .toList())
                .containsExactly("0-18", "18-36", "36-42", "42-44");
    }

    /// 4.1 million series, 61,000 samples a second, 3.1 bytes a sample, 15 days: 245 GB of chunks, and more.
    @Test
    void whatIsAboveTheFormula() {
        Need need = plan(load(100_000, Growth.NONE), DAYS_15).now();
        double formula = 15 * 86_400.0 * 61_000 * 3.1;
        assertThat(formula).isCloseTo(245e9, within(0.5e9));
        assertThat(need.average().chunks()).isCloseTo(formula, within(1e-6 * formula));
        // The oldest block is 18 hours long and waits for its last sample.
        assertThat(need.average().overhang()).isBetween(formula * 4 / 360, formula * 14 / 360);
        assertThat(need.average().log()).isBetween(HOUR / 1000 * 61_000 * 7.5, 3.2 * HOUR / 1000 * 61_000 * 7.5);
        assertThat(need.fullest().total()).isGreaterThan(need.average().total());
        assertThat(need.lowest()).isLessThan(need.average().total());
        assertThat(need.kept()).isGreaterThanOrEqualTo(15 * DAY);
        // An index for about twenty blocks of 18 hours.
        assertThat(need.average().index()).isBetween(20 * 4.1e6 * 120, 30 * 4.1e6 * 120 + 1e10);
        assertThat(need.average().churnIndex()).isBetween(15 * 24 * 1e5 * 120, 17 * 24 * 1e5 * 120.0);
    }

    @Test
    void whenTheDiskIsFullestABlockIsBeingWritten() {
        Need need = plan(load(0, Growth.NONE), new Retention(15 * DAY + 9 * HOUR, 0))
                .now();
        // That of 18 hours, beside the three that it is made of.
        double child = 18 * 3600.0 * 61_000 * 3.1;
        assertThat(need.fullest().transients()).isCloseTo(child, within(0.1 * child));
    }

    @Test
    void withoutGrowthTheEndIsAsToday() {
        DiskPlan plan = plan(load(100_000, Growth.NONE), DAYS_15);
        assertThat(plan.atEnd().average().total())
                .isCloseTo(
                        plan.now().average().total(),
                        within(0.01 * plan.now().average().total()));
        assertThat(plan.atEnd().fullest().total())
                .isCloseTo(
                        plan.now().fullest().total(),
                        within(0.02 * plan.now().fullest().total()));
    }

    @Test
    void growthAddsWhatItAdds() {
        Growth growth = new Growth(Trend.given(1, 0.01), Trend.given(1, 0.01), Trend.none(1));
        DiskPlan plan = plan(load(0, growth), DAYS_15);
        double ratio = plan.atEnd().average().chunks() / plan.now().average().chunks();
        // Over fifteen days of one per cent, the middle is seven and a half days on.
        assertThat(ratio).isCloseTo(Math.pow(1.01, 7.5), within(0.01));
    }

    @Test
    void theDiskIsFullWhenTheCourseSaysSo() {
        Growth growth = new Growth(Trend.given(1, 0.01), Trend.given(1, 0.01), Trend.none(1));
        DiskPlan plan = plan(load(0, growth), DAYS_15);
        double disk = 300e9;
        long full = plan.fullAt(disk);
        assertThat(full).isGreaterThan(NOW);
        plan.course().stream()
                .filter(moment -> moment.time() < full)
                .forEach(moment -> assertThat(moment.fullest().total()).isLessThanOrEqualTo(disk));
        assertThat(plan(load(0, Growth.NONE), DAYS_15).fullAt(300e9)).isEqualTo(-1);
        assertThat(plan(load(0, Growth.NONE), DAYS_15).fullAt(200e9)).isGreaterThan(NOW);
    }

    @Test
    void theLongestRetentionFitsAndALongerOneDoesNot() {
        Workload load = load(50_000, Growth.NONE);
        long longest = plan(load, DAYS_15).longestRetention(1e12);
        assertThat(longest).isBetween(40 * DAY, 70 * DAY);
        assertThat(fullest(load, longest)).isLessThanOrEqualTo(1e12);
        assertThat(fullest(load, longest + longest / 50)).isGreaterThan(0.99e12);
        assertThat(plan(load, DAYS_15).longestRetention(1e9)).isZero();
    }

    @Test
    void theSafeSizeKeepsTheDiskFromOverflowing() {
        Workload load = load(50_000, Growth.NONE);
        double disk = 100e9;
        long safe = plan(load, DAYS_15).safeSize(disk);
        assertThat(safe).isBetween((long) (0.6 * disk), (long) (0.85 * disk));
        Need need = plan(load, new Retention(15 * DAY, safe)).atEnd();
        assertThat(need.fullest().total()).isLessThanOrEqualTo(disk);
        assertThat(need.kept()).isLessThan(15 * DAY);
    }

    @Test
    void aSizeAloneLimitsTheRetention() {
        Need need =
                plan(load(0, Growth.NONE), new Retention(0, 500_000_000_000L)).atEnd();
        assertThat(need.average().counted()).isLessThanOrEqualTo(520e9);
        // Blocks of twenty days go as a whole.
        assertThat(need.kept()).isBetween(5 * DAY, 31 * DAY);
        assertThat(hours(BlockRanges.ofRetention(0)).getLast()).isEqualTo(486);
    }

    /// A log with few segments waits until four have been written.
    @Test
    void aSmallLogIsKeptForLonger() {
        Workload small = load(0, Growth.NONE).part(10_000);
        Log log = new Log(0);
        List<Boolean> checkpoints = new ArrayList<>();
        for (int cut = 1; cut <= 8; cut++) {
            long time = cut * 2L * HOUR + HOUR;
            checkpoints.add(log.truncate(small, time, cut * 2L * HOUR) > 0);
            log.truncated();
        }
        assertThat(checkpoints).containsExactly(false, false, false, true, false, true, false, true);
    }

    @Test
    void aLargeLogKeepsOneHour() {
        Workload large = load(0, Growth.NONE);
        Log log = new Log(0);
        for (int cut = 1; cut <= 8; cut++) {
            long time = cut * 2L * HOUR + HOUR;
            log.truncate(large, time, cut * 2L * HOUR);
            log.truncated();
        }
        double hours = log.bytes(large, 17 * HOUR) / large.logBytes(0, HOUR);
        assertThat(hours).isBetween(0.9, 1.1);
        double series = large.series() * large.log().perSeries();
        assertThat(log.checkpoint()).isBetween(series, 1.1 * series);
    }

    @Test
    void chunksAreFullAfter120Samples() {
        assertThat(Workload.samplesPerChunk(15_000, 2 * HOUR)).isEqualTo(120);
        assertThat(Workload.samplesPerChunk(60_000, 2 * HOUR)).isEqualTo(120);
        assertThat(Workload.samplesPerChunk(120_000, 2 * HOUR)).isEqualTo(60);
    }

    private static double fullest(Workload load, long retention) {
        return plan(load, new Retention(retention, 0)).atEnd().fullest().total();
    }

    private static DiskPlan plan(Workload load, Retention retention) {
        LongFunction<BlockRanges> ranges = BlockRanges::ofRetention;
        return new DiskPlan(load, retention, ranges, List.of(), LogFound.NONE);
    }

    private static Workload load(double churn, Growth growth) {
        return new Workload(
                NOW, 4.1e6, 61_000, churn, 3.1, 107, new IndexCost(120, 8.5), new LogCost(7.5, 50), 0, 0, growth);
    }

    private static List<Long> hours(BlockRanges ranges) {
        return ranges.millis().stream().map(millis -> millis / HOUR).toList();
    }
}
