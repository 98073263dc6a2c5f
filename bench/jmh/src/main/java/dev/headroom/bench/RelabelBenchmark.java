package dev.headroom.bench;

import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// Series of ten labels relabeled, when the rules have met each combination of values before.
public class RelabelBenchmark extends Kernel {
    private static final int SERIES = 20_000;

    /// Rules as a configuration has them.
    public enum Rules {
        LABELDROP("""
                - {action: labeldrop, regex: "label_0[2-4]"}
                """),
        REPLACE("""
                - {source_labels: [label_01, label_02], regex: "(.+);value_(.+)", target_label: both, replacement: "$1-$2"}
                """),
        DROP("""
                - {source_labels: [__name__], regex: value_0000.*, action: drop}
                """),
        ALL(LABELDROP.yaml + REPLACE.yaml + DROP.yaml);

        private final String yaml;

        Rules(String yaml) {
            this.yaml = yaml;
        }
    }

    @Param
    Rules rules;

    private final int[][] labels = new int[SERIES][];
    private LabeledBlock written;
    private SeriesRelabeler relabeler;

    @Setup
    public void write() throws IOException {
        written = LabeledBlock.write(seed, SERIES, 10, 0);
        MergedSymbols symbols = MergedSymbols.of(List.of(written.block().symbols()));
        SeriesCursor series =
                new SeriesCursor(written.block().index(), written.block().symbols());
        Postings all = written.block().allSeries();
        for (int i = 0; i < SERIES; i++) {
            series.read(all.reference(i));
            labels[i] = Arrays.copyOf(series.labels(), series.labelsLength());
        }
        relabeler = new SeriesRelabeler(RelabelRules.parse("rules.yml", rules.yaml, null), new RelabelSymbols(symbols));
        relabel();
    }

    @TearDown
    public void delete() throws IOException {
        written.close();
    }

    @Benchmark
    @Per("series")
    @OperationsPerInvocation(SERIES)
    public long relabel() {
        long sum = 0;
        int changed = 0;
        for (int[] series : labels) {
            if (!relabeler.apply(series, series.length) || relabeler.changed()) {
                changed++;
            }
            sum += relabeler.labelsLength();
        }
        requireCount(rules == Rules.DROP ? SERIES / 20 : SERIES, changed);
        return sum;
    }
}
