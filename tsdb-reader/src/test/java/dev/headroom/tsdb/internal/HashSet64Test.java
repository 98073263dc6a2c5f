package dev.headroom.tsdb.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashSet64Test {
    /// @param range how many different hashes there are; few of them come again and again
    @ParameterizedTest
    @ValueSource(longs = {3, 1000, Long.MAX_VALUE})
    void addsWhatIsNew(long range) {
        Random random = new Random(range);
        HashSet64 hashes = new HashSet64();
        Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            // Some that ask for the same place, zero among them.
            long hash = random.nextLong(range) << (i % 3 == 0 ? 20 : 0);
            assertThat(hashes.add(hash)).isEqualTo(expected.add(hash));
        }
    }
}
