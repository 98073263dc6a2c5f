package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.wal.LogImage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Which series are there at the end, and which have gone, to the millisecond.
class LookbackTest {
    static final long END = 27_000L * 18 * 3_600_000 + 3_600_000;
    private static final long FIVE_MINUTES = 300_000;
    private static final double STALE = Double.longBitsToDouble(0x7ff0_0000_0000_0002L);

    /// When each series has its last sample; the last two are there.
    static final long[] LASTS = {
        END - FIVE_MINUTES - 1, END - FIVE_MINUTES, END - FIVE_MINUTES + 1, END,
    };

    @TempDir
    Path data;

    @Test
    void inTheLog() {
        LogImage log = new LogImage();
        for (int i = 0; i < LASTS.length; i++) {
            log.series(i + 1, "__name__", "up", "job", "j" + i).samples(i + 1, LASTS[i] - 60_000, 1, LASTS[i], 1);
        }
        log.write(data.resolve("wal"), 0);
        assertEnds(ToolRun.json("analyze", data), 0);
    }

    @Test
    void inABlock() {
        BlockImage block = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA");
        for (int i = 0; i < LASTS.length; i++) {
            block.series(
                    Map.of("__name__", "up", "job", "j" + i),
                    new long[] {LASTS[i] - 60_000, LASTS[i]},
                    new double[] {1, 1});
        }
        block.series(Map.of("__name__", "up", "job", "j4"), new long[] {END - 1, END}, new double[] {1, STALE});
        block.write(data);
        assertEnds(ToolRun.json("analyze", data), 1);
    }

    /// @param stale how many series end with a marker, of job `j4`
    static void assertEnds(JsonNode report, int stale) {
        assertThat(report.at("/series/total").intValue()).isEqualTo(LASTS.length + stale);
        assertThat(report.at("/series/active").intValue()).isEqualTo(2);
        assertThat(report.at("/churn/seriesRemoved").intValue()).isEqualTo(1 + stale);
        int removed = 0;
        for (JsonNode step : report.at("/churn/timeline")) {
            removed += step.get("seriesRemoved").intValue();
        }
        assertThat(removed).isEqualTo(1 + stale);
        for (JsonNode job : report.at("/churn/byJob")) {
            int number = Integer.parseInt(job.get("job").stringValue().substring(1));
            assertThat(job.get("active").intValue()).isEqualTo(number == 2 || number == 3 ? 1 : 0);
            assertThat(job.get("seriesRemoved").intValue()).isEqualTo(number == 0 || number == 4 ? 1 : 0);
        }
    }
}
