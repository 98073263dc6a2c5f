package dev.headroom.analyze.engine;

import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts the order of all series into ranges of labels of about equal size, which can be walked through side by
/// side.
///
/// Every range is a merge of its own over its part of every source, so threads share nothing but the mapped files.
final class Parts {
    /// A range should be worth the start of its thread.
    private static final int SMALLEST = 1000;

    private final Sources sources;

    /// For each source, positions where the ranges start; and where the last one ends.
    private final int[][] cuts;

    private final int count;

    Parts(Sources sources, int wanted) {
        this.sources = sources;
        int sourceCount = sources.blocks().size() + (sources.head().isPresent() ? 1 : 0);
        int largest = 0;
        for (int i = 0; i < sourceCount; i++) {
            if (size(i) > size(largest)) {
                largest = i;
            }
        }
        count = sourceCount == 0 ? 1 : Math.clamp(size(largest) / SMALLEST, 1, wanted);
        int[] inLargest = new int[count - 1];
        for (int cut = 1; cut < count; cut++) {
            inLargest[cut - 1] = (int) ((long) size(largest) * cut / count);
        }
        List<int[]> labels = sourceCount < 2 ? List.of() : labelsAt(largest, inLargest);
        cuts = new int[sourceCount][count + 1];
        for (int i = 0; i < sourceCount; i++) {
            int[] between = i == largest ? inLargest : lowerBounds(i, labels);
            System.arraycopy(between, 0, cuts[i], 1, count - 1);
            cuts[i][count] = size(i);
        }
    }

    int count() {
        return count;
    }

    /// The merged series of a range, before the first one. The sources are the blocks in their order, then the
    /// head.
    MergedSeries<SeriesSource> merge(int part, DamageHandler damage) {
        List<SeriesSource> list = new ArrayList<>();
        for (int i = 0; i < sources.blocks().size(); i++) {
            list.add(block(i, part, damage));
        }
        sources.head().ifPresent(head -> {
            int[] headCuts = cuts[cuts.length - 1];
            list.add(head.index().series(sources.headIds(), headCuts[part], headCuts[part + 1], head.wanted()));
        });
        return new MergedSeries<>(list);
    }

    /// The series of a range that one block has.
    BlockSeries block(int block, int part, DamageHandler damage) {
        return new BlockSeries(
                sources.blocks().get(block),
                sources.symbols().idsOf(block),
                sources.references().get(block),
                cuts[block][part],
                cuts[block][part + 1],
                damage);
    }

    /// A reader for each block.
    ChunkReader[] readers() {
        return sources.blocks().stream()
                .map(block -> new ChunkReader(block.chunks()))
                .toArray(ChunkReader[]::new);
    }

    private boolean isHead(int source) {
        return source == sources.blocks().size();
    }

    private int size(int source) {
        return isHead(source)
                ? sources.head().orElseThrow().index().seriesCount()
                : sources.references().get(source).count();
    }

    private List<int[]> labelsAt(int source, int[] positions) {
        if (!isHead(source)) {
            return BlockSeries.labelsAt(
                    sources.blocks().get(source),
                    sources.symbols().idsOf(source),
                    sources.references().get(source),
                    positions);
        }
        List<int[]> labels = new ArrayList<>();
        for (int position : positions) {
            SeriesSource series = headSeries(position);
            labels.add(Arrays.copyOf(series.labels(), series.labelsLength()));
        }
        return labels;
    }

    private int[] lowerBounds(int source, List<int[]> labels) {
        return isHead(source)
                ? labels.stream().mapToInt(this::lowerBoundInHead).toArray()
                : BlockSeries.lowerBounds(
                        sources.blocks().get(source),
                        sources.symbols().idsOf(source),
                        sources.references().get(source),
                        labels);
    }

    private int lowerBoundInHead(int[] labels) {
        int low = 0;
        int high = size(sources.blocks().size());
        while (low < high) {
            int middle = (low + high) >>> 1;
            SeriesSource series = headSeries(middle);
            if (MergedSeries.compareLabels(series.labels(), series.labelsLength(), labels, labels.length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private SeriesSource headSeries(int rank) {
        SeriesSource series =
                sources.head().orElseThrow().index().series(sources.headIds(), rank, rank + 1, any -> true);
        series.next();
        return series;
    }
}
