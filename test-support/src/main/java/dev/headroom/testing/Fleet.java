package dev.headroom.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Jobs whose targets are scraped over a span of time; what [FleetLoader] writes.
///
/// @param seed makes the same fleet again
/// @param start first possible sample, epoch milliseconds
/// @param end all samples come before it, epoch milliseconds
public record Fleet(long seed, long start, long end, List<Job> jobs) {

    /// A job: targets alike in what they expose, and how they come and go.
    ///
    /// @param name the `job` label
    /// @param targets how many live at a time
    /// @param scrapeInterval time from one scrape of a target to the next
    /// @param restartsPerDay how often a target is replaced by one of another incarnation, as its series are
    /// @param outagesPerDay how often a target cannot be scraped for a while and comes back with the same series
    /// @param stalenessMarkers whether a series that is replaced or out ends with a marker
    /// @param naming labels that all series of a target carry besides `job`
    public record Job(
            String name,
            int targets,
            Duration scrapeInterval,
            double restartsPerDay,
            double outagesPerDay,
            boolean stalenessMarkers,
            Naming naming,
            List<Metric> metrics) {

        /// A job whose targets never go away.
        public static Job steady(String name, int targets, Duration scrapeInterval, Naming naming, Metric... metrics) {
            return new Job(name, targets, scrapeInterval, 0, 0, true, naming, List.of(metrics));
        }

        public Job restarting(double perDay) {
            return new Job(name, targets, scrapeInterval, perDay, outagesPerDay, stalenessMarkers, naming, metrics);
        }

        public Job failing(double outages) {
            return new Job(name, targets, scrapeInterval, restartsPerDay, outages, stalenessMarkers, naming, metrics);
        }

        public Job withoutStalenessMarkers() {
            return new Job(name, targets, scrapeInterval, restartsPerDay, outagesPerDay, false, naming, metrics);
        }
    }

    /// The labels of a target.
    @FunctionalInterface
    public interface Naming {
        /// @param target its number within the job
        /// @param incarnation how often it has been replaced
        Map<String, String> labels(int target, int incarnation);

        /// Pods of a Kubernetes deployment: a replacement has another name and address.
        static Naming pods(String namespace, String deployment, String container, int port) {
            return (target, incarnation) -> {
                long id = Mix.of(Mix.of(deployment.hashCode(), target), incarnation);
                String template = Mix.letters(Mix.of(deployment.hashCode(), 1), 9);
                return Map.of(
                        "namespace",
                        namespace,
                        "pod",
                        deployment + "-" + template + "-" + Mix.letters(id, 5),
                        "container",
                        container,
                        "instance",
                        "10." + octet(id, 0) + "." + octet(id, 8) + "." + octet(id, 16) + ":" + port);
            };
        }

        /// Machines with names that stay.
        static Naming nodes(String prefix, int port) {
            return (target, incarnation) -> {
                String node = prefix + "-" + target + (incarnation == 0 ? "" : "-r" + incarnation);
                return Map.of("instance", node + ":" + port, "node", node);
            };
        }

        private static long octet(long id, int shift) {
            return id >>> shift & 0xff;
        }
    }
}
