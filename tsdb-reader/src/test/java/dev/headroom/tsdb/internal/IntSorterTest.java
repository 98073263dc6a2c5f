package dev.headroom.tsdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntSorterTest {
    @Test
    void sortsAndKeepsEqualOnesInOrder() {
        Random random = new Random(9);
        for (int count : new int[] {0, 1, 2, 11, 12, 13, 100, 1_000, 5_003}) {
            int[] keys = random.ints(count, 0, Math.max(1, count / 3)).toArray();
            int[] expected = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingInt(i -> keys[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();

            assertThat(IntSorter.sorted(count, (left, right) -> Integer.compare(keys[left], keys[right])))
                    .isEqualTo(expected);
        }
    }
}
