package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WalSeriesTest {
    private final RecordDecoder decoder = new RecordDecoder();
    private final WalSeries series = new WalSeries(decoder);

    @Test
    void aReferenceKeepsItsNewestSample() {
        tell(Records.series(4, "job", "a"));
        tell(Records.samples(4, 100, 1, 300, 1, 200, 1));

        assertThat(series.newest(series.slot(4))).isEqualTo(300);
        assertThat(series.slot(5)).isEqualTo(WalSeries.UNKNOWN);
        assertThat(series.withoutSamples()).isZero();
    }

    @Test
    void outOfOrderSamplesAreSamplesButNotNewer() {
        tell(Records.series(4, "job", "a"));
        tell(Records.series(5, "job", "a", "x", "y"));
        series.startOutOfOrder();
        tell(Records.samples(4, 100, 1));

        assertThat(series.newest(series.slot(4))).isEqualTo(Long.MIN_VALUE);
        assertThat(series.hasLateSamples(series.slot(4))).isTrue();
        assertThat(series.withoutSamples()).isEqualTo(1);
        assertThat(series.jobs().getFirst().samples()).isEqualTo(1);
    }

    @Test
    void labelSetsAreToldApart() {
        Random random = new Random(3);
        int count = 20_000;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < count; i++) {
                tell(Records.series(random.nextLong(), "a", Integer.toString(i), "job", "j" + i % 7));
            }
        }

        assertThat(series.distinct()).isEqualTo(count);
        assertThat(series.renumbered()).isEqualTo(count);
        assertThat(series.slotCount()).isEqualTo(2 * count);
        assertThat(series.jobs()).hasSize(7).allMatch(job -> job.records() == 2 * job.series());
    }

    private void tell(byte[] record) {
        decoder.decode(record, 0, record.length, series);
    }
}
