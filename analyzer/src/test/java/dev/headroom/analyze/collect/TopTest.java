package dev.headroom.analyze.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopTest {
    /// @param values how many different values there are: few of them leave most to what decides between equal ones
    @ParameterizedTest
    @CsvSource({
        "0, 10, 5",
        "1, 1, 1",
        "10, 10, 3",
        "10, 11, 3",
        "10, 0, 3",
        "1000, 10, 1",
        "1000, 10, 4",
        "1000, 33, 900"
    })
    void isTheBeginningOfAllSorted(int count, int limit, int values) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            long[] value = random.longs(count, -values, values).toArray();
            int[] rank = random.ints(count).toArray();
            Comparator<Integer> ties =
                    Comparator.comparingInt((Integer i) -> rank[i]).thenComparing(i -> i);
            List<Integer> sorted = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingLong((Integer i) -> -value[i]).thenComparing(ties))
                    .toList();

            assertThat(Top.of(count, limit, i -> value[i], ties))
                    .isEqualTo(limit == 0 ? sorted : sorted.subList(0, Math.min(limit, count)));
        }
    }
}
