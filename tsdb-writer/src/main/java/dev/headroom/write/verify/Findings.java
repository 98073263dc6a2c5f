package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.merge.DamageHandler;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Findings about one block as they come, from several threads. Of each kind the first are kept and the others
/// counted: one lost segment is millions of lost chunks.
final class Findings implements DamageHandler {
    private static final int MOST_OF_A_KIND = 20;

    private final String block;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Finding.Kind, Integer> counts = new EnumMap<>(Finding.Kind.class);

    Findings(String block) {
        this.block = block;
    }

    synchronized void add(Finding.Kind kind, String message) {
        if (counts.merge(kind, 1, Integer::sum) <= MOST_OF_A_KIND) {
            findings.add(new Finding(kind, block, message));
        }
    }

    @Override
    public void handle(CorruptionException damage) {
        add(Finding.Kind.DAMAGE, damage.getMessage());
    }

    synchronized boolean hasFaults() {
        return findings.stream().anyMatch(Finding::isFault);
    }

    /// The findings in the order of their kinds.
    synchronized List<Finding> list() {
        List<Finding> list = new ArrayList<>();
        for (Finding.Kind kind : Finding.Kind.values()) {
            findings.stream().filter(finding -> finding.kind() == kind).forEach(list::add);
            int more = counts.getOrDefault(kind, 0) - MOST_OF_A_KIND;
            if (more > 0) {
                list.add(new Finding(kind, block, more + " more of this kind"));
            }
        }
        return list;
    }
}
