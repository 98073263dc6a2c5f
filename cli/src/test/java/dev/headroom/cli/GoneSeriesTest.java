package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Which series are gone at the end of the data.
class GoneSeriesTest {
    @TempDir
    Path directory;

    /// A series counts as gone whose last sample comes earlier than five minutes before the end; a query at the end
    /// finds those whose last sample comes later than that. To the millisecond between them, neither is so.
    @Test
    void fiveMinutesBeforeTheEndASeriesIsNeitherActiveNorGone() {
        long end = DamagedData.START + 30 * 60_000;
        new BlockImage(DamagedData.HEALTHY)
                .series(Map.of("__name__", "up", "job", "later"), end - 30 * 60_000, 31)
                .series(Map.of("__name__", "up", "job", "between"), end - 30 * 60_000, 26)
                .series(Map.of("__name__", "up", "job", "earlier"), end - 30 * 60_000 - 1, 26)
                .write(directory);

        JsonNode report = ToolRun.json("analyze", directory, "--step", "30m");

        assertThat(report.at("/series/active").intValue()).isOne();
        assertThat(report.at("/series/total").intValue()).isEqualTo(3);
        assertThat(report.at("/churn/seriesRemoved").intValue()).isOne();
        for (JsonNode row : report.at("/churn/byJob")) {
            assertThat(row.get("seriesRemoved").intValue())
                    .isEqualTo(row.get("job").stringValue().equals("earlier") ? 1 : 0);
        }
        int removed = 0;
        for (JsonNode row : report.at("/churn/timeline")) {
            removed += row.get("seriesRemoved").intValue();
        }
        assertThat(removed).isOne();
    }
}
