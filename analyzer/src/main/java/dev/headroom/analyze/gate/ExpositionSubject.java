package dev.headroom.analyze.gate;

import dev.headroom.analyze.exposition.ExpositionPage;
import dev.headroom.analyze.report.Counts;
import dev.headroom.analyze.report.Tally;
import dev.headroom.analyze.report.Tally.LabelCounts;
import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What pages of metrics will come to once so many instances expose them: every series of a page, once for
/// each.
public final class ExpositionSubject implements Subject {
    /// Stands for the label of any of the instances.
    private static final String EACH = "*";

    private final List<Map<String, String>> series = new ArrayList<>();
    private final int instances;
    private final double intervalSeconds;

    /// @param instances of each page
    /// @param intervalMillis in which they are scraped; 0 when that is not known
    public ExpositionSubject(List<ExpositionPage> pages, int instances, long intervalMillis) {
        pages.forEach(page -> series.addAll(page.scraped(EACH)));
        this.instances = instances;
        intervalSeconds = intervalMillis / 1000.0;
    }

    @Override
    public Tally tally(List<Selector> selectors, List<List<String>> by, boolean wantsLabels) {
        Counts total = Counts.NONE;
        List<Map<List<String>, Counts>> groups = new ArrayList<>();
        by.forEach(any -> groups.add(new LinkedHashMap<>()));
        Map<String, Set<String>> values = new LinkedHashMap<>();
        Map<String, Counts> ofLabels = new HashMap<>();
        Counts one = new Counts(1, 1, 0, 0, intervalSeconds > 0 ? 1 : 0, 0, 0);
        Counts all = one.times(instances);
        for (Map<String, String> labels : series) {
            if (!selectors.isEmpty() && selectors.stream().noneMatch(selector -> selects(selector, labels))) {
                continue;
            }
            total = total.plus(all);
            for (int i = 0; i < by.size(); i++) {
                List<String> key = by.get(i).stream()
                        .map(name -> labels.getOrDefault(name, ""))
                        .toList();
                groups.get(i).merge(key, by.get(i).contains("instance") ? one : all, Counts::plus);
            }
            if (wantsLabels) {
                labels.forEach((name, value) -> {
                    values.computeIfAbsent(name, any -> new HashSet<>()).add(value);
                    ofLabels.merge(name, all, Counts::plus);
                });
            }
        }
        Map<String, LabelCounts> labels = new LinkedHashMap<>();
        values.forEach((name, distinct) -> labels.put(
                name, new LabelCounts(name.equals("instance") ? instances : distinct.size(), 0, ofLabels.get(name))));
        return new Tally(total, groups, labels, 0, intervalSeconds, true);
    }

    private static boolean selects(Selector selector, Map<String, String> labels) {
        for (Matcher matcher : selector.matchers()) {
            String value = labels.get(matcher.name());
            if (value == null ? !matcher.matchesEmpty() : !matcher.matches(value)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Double plannedDisk(long retentionMillis) {
        return null;
    }

    /// A page is not to blame for the number of its targets.
    @Override
    public boolean canBlame(String label) {
        return !label.equals("instance");
    }

    @Override
    public String whyNot(Measure measure) {
        return switch (measure) {
            case CHURN_PER_HOUR, BYTES_PER_SAMPLE, PROJECTED_DISK -> "a page of metrics does not tell";
            case SAMPLES_PER_SECOND -> "it takes the --interval of the scrapes";
            case SERIES, ACTIVE_SERIES, LABEL_VALUES -> "no series";
        };
    }
}
