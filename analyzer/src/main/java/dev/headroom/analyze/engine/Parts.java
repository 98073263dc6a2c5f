package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.index.SeriesCursor;
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

    /// Neighbouring ranges that are looked at as one to see which will take long.
    private static final int TOGETHER = 3;

    /// How many times the average these must be to be begun with.
    private static final int LARGE = 2;

    private final Sources sources;

    /// The source that is cut into equal parts.
    private final int largest;

    /// For each source, positions where the ranges start; and where the last one ends.
    private final int[][] cuts;

    private final int count;

    Parts(Sources sources, int wanted) {
        this.sources = sources;
        int sourceCount = sources.blocks().size() + (sources.head().isPresent() ? 1 : 0);
        largest = largest(sourceCount);
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

    private int largest(int sourceCount) {
        int found = 0;
        for (int i = 1; i < sourceCount; i++) {
            if (size(i) > size(found)) {
                found = i;
            }
        }
        return found;
    }

    int count() {
        return count;
    }

    /// The ranges as threads should take them: those that will take far longer than others first, so that no thread is
    /// left alone with one in the end, and the others in the order of their labels. Such are ranges of native
    /// histograms, with many bytes of chunks for as many series.
    int[] order() {
        int groups = (count + TOGETHER - 1) / TOGETHER;
        long[] bytes = chunkBytes(groups);
        long large = LARGE * Arrays.stream(bytes).sum() / groups;
        int[] order = new int[count];
        int next = 0;
        for (int part = 0; part < count; part++) {
            if (bytes[part / TOGETHER] > large) {
                order[next++] = part;
            }
        }
        for (int part = 0; part < count; part++) {
            if (bytes[part / TOGETHER] <= large) {
                order[next++] = part;
            }
        }
        return order;
    }

    /// About how many bytes of chunks each group of ranges has in the largest source, where a block's series have them
    /// one behind the other; 0 for all when that is the head.
    private long[] chunkBytes(int groups) {
        long[] bytes = new long[groups];
        if (cuts.length == 0 || isHead(largest)) {
            return bytes;
        }
        Block block = sources.blocks().get(largest);
        SeriesCursor series = new SeriesCursor(block.index(), block.symbols());
        long before = 0;
        for (int group = 0; group < groups; group++) {
            long behind = block.chunks().size();
            if (group + 1 < groups) {
                series.readChunks(sources.references().get(largest).reference(cuts[largest][TOGETHER * (group + 1)]));
                behind = series.chunkCount() == 0 ? before : block.chunks().bytesBefore(series.chunkReference(0));
            }
            bytes[group] = Math.max(0, behind - before);
            before = Math.max(before, behind);
        }
        return bytes;
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
            labels.add(headLabels(position));
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
            int[] known = headLabels(middle);
            if (MergedSeries.compareLabels(known, known.length, labels, labels.length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int[] headLabels(int rank) {
        HeadIndex index = sources.head().orElseThrow().index();
        return index.labels(index.series(rank), sources.headIds());
    }
}
