package dev.headroom.tsdb.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void bucketsAscendFromTheNegativeOnesOverZeroToThePositiveOnes() {
        Histogram histogram = Histogram.ofIntegers(
                CounterReset.UNKNOWN,
                1,
                0.001,
                18.4,
                new Spans(new int[] {0, 0, 1}, new int[] {1, 0, 2}),
                new Spans(new int[] {1, 2, 0}, new int[] {1, 1, 0}),
                new double[0],
                21,
                2,
                new long[] {3, 4, 5},
                new long[] {6, 1});

        assertThat(buckets(histogram))
                .containsExactly(
                        "[-4.0,-2.82842712474619):1.0",
                        "[-1.414213562373095,-1.0):6.0",
                        "[-0.001,0.001]:2.0",
                        "(0.7071067811865475,1.0]:3.0",
                        "(1.414213562373095,2.0]:4.0",
                        "(2.0,2.82842712474619]:5.0");
    }

    @Test
    void boundsAtTheEndsOfTheNumbers() {
        // The last bucket of regular numbers ends at the largest of them, the one after it at infinity.
        assertThat(buckets(exponential(0, new Spans(new int[] {1024}, new int[] {2}))))
                .containsExactly(
                        "[-0.0,0.0]:0.0",
                        "(8.98846567431158E307,1.7976931348623157E308]:1.0",
                        "(1.7976931348623157E308,Infinity]:1.0");
        assertThat(buckets(exponential(-4, new Spans(new int[] {64}, new int[] {2}))))
                .containsExactly(
                        "[-0.0,0.0]:0.0",
                        "(" + 0x1p1008 + ",1.7976931348623157E308]:1.0",
                        "(1.7976931348623157E308,Infinity]:1.0");
        assertThat(buckets(exponential(0, new Spans(new int[] {-1074}, new int[] {1}))))
                .containsExactly("[-0.0,0.0]:0.0", "(0.0,4.9E-324]:1.0");
    }

    @Test
    void boundsOfEverySchemaAreThoseOfTheFinestOne() {
        for (int schema = 0; schema < 8; schema++) {
            for (int index = -300; index < 300; index++) {
                assertThat(BucketBounds.exponential(index, schema))
                        .isEqualTo(BucketBounds.exponential(index << (8 - schema), 8))
                        .isCloseTo(Math.pow(2, index * Math.pow(2, -schema)), withPercentage(1e-10));
            }
        }
    }

    @Test
    void customBucketsIncludeTheirUpperBound() {
        Histogram histogram = Histogram.ofFloats(
                CounterReset.UNKNOWN,
                Histogram.CUSTOM_BUCKETS,
                0,
                1,
                new Spans(new int[] {0, 1}, new int[] {2, 1}),
                Spans.EMPTY,
                new double[] {0.005, 1, 2.5},
                3.5,
                0,
                new long[] {bits(1.5), bits(0), bits(2)},
                new long[0]);

        assertThat(buckets(histogram))
                .containsExactly("[-Infinity,0.005]:1.5", "(0.005,1.0]:0.0", "(2.5,Infinity]:2.0");
    }

    @Test
    void aHistogramWithoutBucketsHasTheZeroBucket() {
        assertThat(buckets(Histogram.stale(true, Double.NaN))).containsExactly("[-0.0,0.0]:0.0");
    }

    @Test
    void reducingMergesNeighbours() {
        Histogram fine = Histogram.ofFloats(
                CounterReset.NOT_RESET,
                2,
                0.25,
                1,
                new Spans(new int[] {-4, 5, 0}, new int[] {3, 2, 1}),
                new Spans(new int[] {1}, new int[] {4}),
                new double[0],
                28,
                7,
                new long[] {bits(1), bits(2), bits(3), bits(4), bits(5), bits(6)},
                new long[] {bits(0.5), bits(0.25), bits(1), bits(2)});

        // Indexes -4, -3, -2 and 4, 5, 6: in fours they end up in -1, 0, 0 and 1, 2, 2.
        Histogram coarse = fine.reducedTo(0);

        assertThat(coarse)
                .isEqualTo(Histogram.ofFloats(
                        CounterReset.NOT_RESET,
                        0,
                        0.25,
                        1,
                        new Spans(new int[] {-1}, new int[] {4}),
                        new Spans(new int[] {1}, new int[] {1}),
                        new double[0],
                        28,
                        7,
                        new long[] {bits(1), bits(5), bits(4), bits(11)},
                        new long[] {bits(3.75)}));
        assertThatIllegalArgumentException().isThrownBy(() -> coarse.reducedTo(0));
    }

    @Test
    void floatCountsAreNoIntegers() {
        assertThatIllegalStateException().isThrownBy(Histogram.stale(true, 0)::integerCount);
        assertThat(Histogram.stale(false, 0).integerCount()).isZero();
    }

    @Test
    void countsMustFillTheSpans() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.ofIntegers(
                        CounterReset.UNKNOWN,
                        0,
                        0,
                        0,
                        new Spans(new int[] {0}, new int[] {2}),
                        Spans.EMPTY,
                        new double[0],
                        0,
                        0,
                        new long[1],
                        new long[0]));
    }

    private static Histogram exponential(int schema, Spans positive) {
        long[] counts = new long[positive.buckets()];
        Arrays.fill(counts, 1);
        return Histogram.ofIntegers(
                CounterReset.UNKNOWN, schema, 0, 0, positive, Spans.EMPTY, new double[0], 0, 0, counts, new long[0]);
    }

    private static List<String> buckets(Histogram histogram) {
        List<String> texts = new ArrayList<>();
        for (BucketIterator bucket = histogram.buckets(); bucket.next(); ) {
            texts.add(bucket.toString());
        }
        return texts;
    }

    private static long bits(double count) {
        return Double.doubleToRawLongBits(count);
    }
}
