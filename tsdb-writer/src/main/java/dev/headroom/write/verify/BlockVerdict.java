package dev.headroom.write.verify;

import java.util.List;

/// What a verification says of one block.
///
/// @param block the block's directory
/// @param series counted, not read from `meta.json`, as are the others
public record BlockVerdict(
        String block, long series, long chunks, long floatSamples, long histogramSamples, List<Finding> findings) {
    static BlockVerdict unreadable(String block, Findings findings) {
        return new BlockVerdict(block, 0, 0, 0, 0, findings.list());
    }

    public boolean isSound() {
        return findings.stream().noneMatch(Finding::isFault);
    }

    public long samples() {
        return floatSamples + histogramSamples;
    }
}
