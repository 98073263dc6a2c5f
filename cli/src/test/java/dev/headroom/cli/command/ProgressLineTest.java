package dev.headroom.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analyze.engine.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final Progress progress = new Progress();

    @Test
    void stepsAreCountedAndBytesEstimated() {
        progress.start("series in 2 blocks", 100_000, 1 << 30);
        assertThat(ProgressLine.line(progress)).isEqualTo("series in 2 blocks  0");
        add(50_000);
        assertThat(ProgressLine.line(progress))
                .matches("series in 2 blocks  50,000 of 100,000  50 %  \\S+ [KMGTPE]?i?B/s  \\d+ s left");
        add(60_000);
        assertThat(ProgressLine.line(progress)).as("more than expected").isEqualTo("series in 2 blocks  110,000");
    }

    @Test
    void stepsMayBeBytes() {
        progress.start("samples in the log", 1 << 30);
        add(1 << 29);
        assertThat(ProgressLine.line(progress))
                .matches("samples in the log  512 MiB of 1\\.0 GiB  50 %  \\S+ [KMGTPE]iB/s  \\d+ s left");
    }

    @Test
    void whatNobodyKnowsIsNotSaid() {
        progress.start("looking", 0);
        add(5);
        assertThat(ProgressLine.line(progress)).isEqualTo("looking  5 B");
    }

    private void add(long steps) {
        Progress.Counter counter = progress.counter();
        counter.add(steps);
        counter.flush();
    }
}
