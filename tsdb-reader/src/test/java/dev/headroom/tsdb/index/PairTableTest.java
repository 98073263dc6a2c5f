package dev.headroom.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairTableTest {
    private record Pair(int name, int value) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return name != other.name ? Integer.compare(name, other.name) : Integer.compare(value, other.value);
        }
    }

    private final PairTable table = new PairTable();
    private final Map<Pair, Integer> known = new HashMap<>();

    @Test
    void pairsHaveTheNumbersOfTheirComing() {
        add(20_000);

        assertThat(table.size()).isEqualTo(known.size()).isGreaterThan(5_000);
        known.forEach((pair, number) -> {
            assertThat(table.number(pair.name, pair.value)).isEqualTo(number);
            assertThat(table.name(number)).isEqualTo(pair.name);
            assertThat(table.value(number)).isEqualTo(pair.value);
        });
    }

    @Test
    void sortingNumbersThemByNameAndValue() {
        add(20_000);
        List<Pair> ascending = new ArrayList<>(known.keySet());
        ascending.sort(null);

        int[] numbers = table.sort();

        assertThat(numbers).hasSize(ascending.size());
        for (int i = 0; i < ascending.size(); i++) {
            Pair pair = ascending.get(i);
            assertThat(numbers[known.get(pair)]).isEqualTo(i);
            assertThat(table.name(i)).isEqualTo(pair.name);
            assertThat(table.value(i)).isEqualTo(pair.value);
            assertThat(table.number(pair.name, pair.value)).isEqualTo(i);
        }
        assertThat(table.number(1000, 1)).isEqualTo(ascending.size());
    }

    @Test
    void whatFollowedAPairBeforeIsOnlyAGuess() {
        Random random = new Random(4);
        int before = 0;
        for (int i = 0; i < 20_000; i++) {
            int round = i % 100;
            int value = random.nextInt(10) == 0 ? random.nextInt(3_000) : round;
            Pair pair = new Pair(round % 7, value);
            int number = i == 0 ? table.number(pair.name, value) : table.number(pair.name, value, before);
            assertThat(number).isEqualTo(known.getOrDefault(pair, known.size()));
            known.put(pair, number);
            before = number;
        }
        assertThat(table.size()).isEqualTo(known.size()).isGreaterThan(1_024);
    }

    private void add(int count) {
        Random random = new Random(3);
        for (int i = 0; i < count; i++) {
            Pair pair = new Pair(random.nextInt(100), random.nextInt(100));
            int number = table.number(pair.name, pair.value);
            assertThat(number).isEqualTo(known.getOrDefault(pair, known.size()));
            known.put(pair, number);
        }
    }
}
