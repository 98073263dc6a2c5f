package dev.headroom.tsdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongIntMapTest {
    @Test
    void behavesAsAMapDoes() {
        Random random = new Random(3);
        Map<Long, Integer> expected = new HashMap<>();
        LongIntMap map = new LongIntMap();
        for (int round = 0; round < 200_000; round++) {
            // Few keys, so that they are met again; some of them far apart.
            long key = random.nextInt(5_000) * (random.nextInt(8) == 0 ? 1L << 40 : 1L);
            if (random.nextInt(3) == 0) {
                map.remove(key);
                expected.remove(key);
            } else {
                int value = random.nextInt(Integer.MAX_VALUE);
                map.put(key, value);
                expected.put(key, value);
            }
        }
        assertThat(map.size()).isEqualTo(expected.size());
        for (long key = 0; key < 5_000; key++) {
            assertThat(map.get(key)).isEqualTo(expected.getOrDefault(key, LongIntMap.ABSENT));
            assertThat(map.get(key << 40)).isEqualTo(expected.getOrDefault(key << 40, LongIntMap.ABSENT));
        }
    }

    @Test
    void takesKeysOfAnyBits() {
        LongIntMap map = new LongIntMap();
        map.put(-1, 7);
        map.put(Long.MIN_VALUE, 8);

        assertThat(map.get(-1)).isEqualTo(7);
        assertThat(map.get(Long.MIN_VALUE)).isEqualTo(8);
        assertThat(map.get(0)).isEqualTo(LongIntMap.ABSENT);
    }
}
