package dev.headroom.analyze.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analyze.plan.Workload.IndexCost;
import dev.headroom.analyze.plan.Workload.LogCost;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final MemoryCost COST = new MemoryCost(300, 250, 100, 350, 15e6);

    @Test
    void seriesThatAreGoneAreHeldForThreeHours() {
        MemoryPlan.State state = plan(1e6, 1e5).at(NOW);
        assertThat(state.churn()).isCloseTo(3e5 * 1000, within(1.0));
        assertThat(state.heap()).isCloseTo(1.3e6 * 1000 + 15e6, within(1.0));
        assertThat(state.garbage()).isCloseTo(0.75 * state.heap(), within(1.0));
        assertThat(state.queries()).isCloseTo(0.25 * 1.3e9, within(1.0));
        assertThat(state.total()).isCloseTo(state.heap() * 1.75 + 0.25 * 1.3e9 + 55e6, within(1.0));
    }

    @Test
    void aStartingServerHoldsWhatItsLogNames() {
        MemoryPlan plan = plan(1e6, 1e6);
        assertThat(plan.replayPeak(NOW)).isCloseTo((9e6 * 1000 + 15e6) * 1.75 + 55e6, within(1.0));
    }

    @Test
    void shardsAreEnoughAndNotTooMany() {
        MemoryPlan plan = plan(50e6, 0);
        double limit = 16e9;
        int shards = plan.shards(limit, NOW);
        assertThat(part(50e6, shards).at(NOW).total()).isLessThanOrEqualTo(limit);
        assertThat(part(50e6, shards - 1).at(NOW).total()).isGreaterThan(limit);
        assertThat(plan.shards(1e6, NOW)).isZero();
    }

    private static MemoryPlan part(double series, int shards) {
        return plan(series / shards, 0);
    }

    private static MemoryPlan plan(double series, double churn) {
        Workload load = new Workload(
                NOW,
                series,
                series / 15,
                churn,
                1.5,
                120,
                new IndexCost(120, 8.5),
                new LogCost(7.5, 50),
                0,
                0,
                Growth.NONE);
        return new MemoryPlan(load, COST, 0.25, 3 * HOUR, 8 * HOUR);
    }
}
