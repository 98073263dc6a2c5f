package dev.headroom.write.verify;

import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Which block of a rewritten directory was made of which one of the original.
///
/// A new block says so when it names the original as its parent, or has its name; otherwise the two have the same
/// range and were made of the same blocks.
public final class BlockPairs {
    /// @param original empty when the new block was made of none of the directory
    /// @param rewritten empty when nothing is left of the original
    public record Pair(Optional<DataDirectory.Entry> original, Optional<DataDirectory.Entry> rewritten) {}

    private BlockPairs() {}

    /// Pairs all blocks, those of the original in their order first.
    public static List<Pair> of(List<DataDirectory.Entry> originals, List<DataDirectory.Entry> rewritten) {
        List<DataDirectory.Entry> left = new ArrayList<>(rewritten);
        DataDirectory.Entry[] partners = new DataDirectory.Entry[originals.size()];
        for (BiPredicate<BlockMeta, BlockMeta> rule : List.<BiPredicate<BlockMeta, BlockMeta>>of(
                BlockPairs::isNamed, BlockPairs::isParent, BlockPairs::hasSources)) {
            for (int i = 0; i < partners.length; i++) {
                BlockMeta meta = originals.get(i).meta();
                if (partners[i] == null) {
                    partners[i] = left.stream()
                            .filter(entry -> rule.test(meta, entry.meta()))
                            .findFirst()
                            .orElse(null);
                    left.remove(partners[i]);
                }
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < partners.length; i++) {
            pairs.add(new Pair(Optional.of(originals.get(i)), Optional.ofNullable(partners[i])));
        }
        left.forEach(entry -> pairs.add(new Pair(Optional.empty(), Optional.of(entry))));
        return pairs;
    }

    private static boolean isNamed(BlockMeta original, BlockMeta rewritten) {
        return rewritten.ulid().equals(original.ulid());
    }

    private static boolean isParent(BlockMeta original, BlockMeta rewritten) {
        return rewritten.compaction().parents().stream()
                .anyMatch(parent -> parent.ulid().equals(original.ulid()));
    }

    private static boolean hasSources(BlockMeta original, BlockMeta rewritten) {
        return rewritten.minTime() == original.minTime()
                && rewritten.maxTime() == original.maxTime()
                && rewritten.compaction().sources().equals(original.compaction().sources());
    }
}
