package dev.headroom.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cli.render.Table.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTablesTest {
    private static final Table TABLE = Table.of("metrics", "METRICS")
            .column("name", "metric", Kind.TEXT)
            .column("series", "series", Kind.COUNT)
            .column("bytes", "chunk bytes", Kind.BYTES)
            .column("ratio", "bytes/sample", Kind.RATIO)
            .row("a_metric_with_a_name_that_takes_its_time_total", 1_234_567L, 2048L, 1.5)
            .row("up", 3L, null, null)
            .build();

    @Test
    void withoutATerminalNothingIsCut() {
        assertThat(print(TABLE, 0))
                .containsExactly(
                        "",
                        "METRICS",
                        "metric                                             series  chunk bytes  bytes/sample",
                        "a_metric_with_a_name_that_takes_its_time_total  1,234,567      2.0 KiB          1.50",
                        "up                                                      3");
        assertThat(print(TABLE, 84)).isEqualTo(print(TABLE, 0));
    }

    @Test
    void headingsBreakBeforeNamesAreShortened() {
        assertThat(print(TABLE, 75))
                .containsExactly(
                        "",
                        "METRICS",
                        "                                                             chunk    bytes",
                        "metric                                             series    bytes  /sample",
                        "a_metric_with_a_name_that_takes_its_time_total  1,234,567  2.0 KiB     1.50",
                        "up                                                      3");
    }

    @Test
    void longNamesLoseTheirMiddle() {
        assertThat(print(TABLE, 60))
                .containsExactly(
                        "",
                        "METRICS",
                        "                                              chunk    bytes",
                        "metric                              series    bytes  /sample",
                        "a_metric_with_a…_its_time_total  1,234,567  2.0 KiB     1.50",
                        "up                                       3");
    }

    @Test
    void aRowThatDoesNotFitIsFolded() {
        assertThat(print(TABLE, 50))
                .containsExactly(
                        "",
                        "METRICS",
                        "metric",
                        "                 chunk    bytes",
                        "       series    bytes  /sample",
                        "a_metric_with_a_name_that_takes_its_time_total",
                        "    1,234,567  2.0 KiB     1.50",
                        "up",
                        "            3");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 24, 30, 40, 55, 80, 120})
    void everyNumberIsThereAndEveryLineFits(int width) {
        List<String> lines = print(TABLE, width);
        assertThat(lines).allMatch(line -> Columns.of(line) <= width);
        assertThat(String.join("\n", lines)).contains("1,234,567", "2.0 KiB", "1.50");
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        Table table = Table.of("t", "T")
                .column("name", "name", Kind.TEXT)
                .column("n", "n", Kind.COUNT)
                .row("東京", 1L)
                .row("abcd", 2L)
                .build();
        assertThat(print(table, 80)).contains("東京  1", "abcd  2");
    }

    @Test
    void textsAboveTheTablesAreWrappedBehindTheirLabel() {
        assertThat(Columns.wrap("  disk           2.2 MiB: 4 blocks 1.5 MiB (chunks)", 40))
                .containsExactly("  disk           2.2 MiB: 4 blocks 1.5", "                 MiB (chunks)");
        assertThat(Columns.wrap("anything that is long enough to be wrapped", 20))
                .containsExactly("anything that is", "    long enough to", "    be wrapped");
        assertThat(Columns.wrap("  a  \u001b[1mbold word\u001b[0m", 14)).hasSize(1);
        assertThat(Columns.wrap("x".repeat(50), 20)).allMatch(line -> line.length() <= 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 9, 10, 11})
    void shortenedTextsFitAndKeepBothEnds(int width) {
        assertThat(Columns.shorten("0123456789", width))
                .hasSize(Math.min(10, width))
                .startsWith("0");
        assertThat(Columns.of(Columns.shorten("東京東京東京", width))).isLessThanOrEqualTo(width);
    }

    private static List<String> print(Table table, int width) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new TextTables(out, width, Style.PLAIN).print(table);
        return new ArrayList<>(text.toString().lines().toList());
    }
}
