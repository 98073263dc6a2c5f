package dev.headroom.analyze.exposition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The page of one target.
///
/// @param job the job that the target belongs to
/// @param series what the page exposes; see [ExpositionParser#parse]
public record ExpositionPage(String job, Set<SortedMap<String, String>> series) {
    /// What Prometheus adds of each target.
    private static final List<String> OF_EACH_TARGET = List.of(
            "up",
            "scrape_duration_seconds",
            "scrape_samples_scraped",
            "scrape_samples_post_metric_relabeling",
            "scrape_series_added");

    /// The series that Prometheus makes of the page: with the labels of the target, before which the page's own
    /// of the same names give way, and with those that it adds of each target.
    ///
    /// @param instance value of the label of that name
    public List<Map<String, String>> scraped(String instance) {
        List<Map<String, String>> scraped = new ArrayList<>();
        for (Map<String, String> exposed : series) {
            Map<String, String> labels = new TreeMap<>(exposed);
            for (String name : List.of("job", "instance")) {
                String own = labels.remove(name);
                if (own != null) {
                    String other = "exported_" + name;
                    while (exposed.containsKey(other)) {
                        other = "exported_" + other;
                    }
                    labels.put(other, own);
                }
            }
            labels.put("job", job);
            labels.put("instance", instance);
            scraped.add(labels);
        }
        for (String name : OF_EACH_TARGET) {
            scraped.add(Map.of("__name__", name, "job", job, "instance", instance));
        }
        return scraped;
    }
}
