package dev.headroom.analyze.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.analyze.plan.Trend.Point;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final long DAY = 86_400_000;
    private static final long END = 20_000 * DAY;

    @Test
    void aLineIsFound() {
        Trend trend = fit(day -> 1000 + 50 * day);
        assertThat(trend.compound()).isFalse();
        assertThat(trend.now()).isCloseTo(1300, within(1e-6));
        assertThat(trend.perDay()).isCloseTo(50 / 1300.0, within(1e-9));
        assertThat(trend.factor(2 * DAY)).isCloseTo(1400 / 1300.0, within(1e-9));
        assertThat(trend.isCertain()).isTrue();
        assertThat(trend.points()).isEqualTo(24);
    }

    @Test
    void aPercentageIsFoundWhenItBendsAsOne() {
        Trend trend = fit(day -> 1000 * Math.pow(1.1, day));
        assertThat(trend.compound()).isTrue();
        assertThat(trend.perDay()).isCloseTo(0.1, within(1e-9));
        assertThat(trend.now()).isCloseTo(1000 * Math.pow(1.1, 6), within(1e-6));
        assertThat(trend.factor(10 * DAY)).isCloseTo(Math.pow(1.1, 10), within(1e-6));
    }

    @Test
    void noiseIsNoGrowth() {
        int certain = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Trend trend = fit(day -> 1000 + 20 * random.nextGaussian());
            assertThat(trend.low()).isLessThan(trend.high());
            certain += trend.isCertain() ? 1 : 0;
        }
        // An interval of 95 % misses the truth one time in twenty.
        assertThat(certain).isBetween(2, 20);
    }

    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        int held = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Trend trend = fit(day -> 1000 + 30 * day + 40 * random.nextGaussian());
            double truth = 30 / trend.now();
            held += trend.low() <= truth && truth <= trend.high() ? 1 : 0;
        }
        assertThat(held).isBetween(180, 199);
    }

    @Test
    void whatShrinksEndsAtNothing() {
        Trend trend = fit(day -> 1000 - 100 * day);
        assertThat(trend.perDay()).isCloseTo(-0.25, within(1e-9));
        assertThat(trend.factor(30 * DAY)).isZero();
    }

    @Test
    void aGivenPercentageCompounds() {
        assertThat(Trend.given(1, 0.01).factor(100 * DAY)).isCloseTo(Math.pow(1.01, 100), within(1e-9));
        assertThat(Trend.none(5).factor(100 * DAY)).isEqualTo(1);
    }

    /// Six days in steps of six hours.
    private static Trend fit(DoubleUnaryOperator value) {
        return Trend.fit(
                IntStream.rangeClosed(1, 24)
                        .mapToObj(i -> new Point(END - (24 - i) * DAY / 4, value.applyAsDouble(i / 4.0), 1))
                        .toList(),
                END);
    }
}
