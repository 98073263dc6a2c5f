package dev.headroom.testing;

import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Metric.Classic;
import dev.headroom.testing.Metric.Growth;
import dev.headroom.testing.Metric.Simple;
import dev.headroom.testing.NativeHistogram.Buckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/// Writes a [Fleet] into a server by remote write, as if it had scraped it all along, and says what it has written.
///
/// The samples go out in windows of five minutes over all series, so that the head of the server moves on as it
/// would in life, and the server cuts blocks, checkpoints and head chunks while it is being loaded.
public final class FleetLoader {
    /// The length of the blocks that a server cuts when its flags do not say otherwise.
    public static final long BLOCK = 7_200_000;

    private static final long WINDOW = 300_000;
    private static final long DAY = 86_400_000;
    private static final long HOUR = 3_600_000;
    private static final int SERIES_PER_REQUEST = 2_000;
    /// What an observation adds to a histogram's sum.
    private static final double MEAN = 0.173;
    private static final int NATIVE_BUCKETS = 12;
    private static final List<Double> CUSTOM_BOUNDS = List.of(0.1, 0.25, 0.5, 1.0, 2.5, 5.0);

    private final Fleet fleet;
    private final PrometheusServer server;
    private final long blockMillis;
    private final LongConsumer watcher;
    private final SortedMap<String, JobCount> counts = new TreeMap<>();
    private WriteRequest request = new WriteRequest();
    /// The newest sample's timestamp; the schedule of scrapes alone decides it.
    private final long last;

    private FleetLoader(Fleet fleet, PrometheusServer server, long blockMillis, LongConsumer watcher) {
        this.fleet = fleet;
        this.server = server;
        this.blockMillis = blockMillis;
        this.watcher = watcher;
        this.last = fleet.jobs().stream()
                .flatMapToLong(job -> LongStream.range(0, job.targets())
                        .map(target -> new Schedule(fleet, job, (int) target).lastBefore(fleet.end())))
                .max()
                .orElseThrow();
    }

    /// Writes all of the fleet.
    public static Truth load(Fleet fleet, PrometheusServer server) {
        return load(fleet, server, BLOCK);
    }

    /// Writes all of the fleet into a server with blocks of another length.
    public static Truth load(Fleet fleet, PrometheusServer server, long blockMillis) {
        return load(fleet, server, blockMillis, time -> {});
    }

    /// Writes all of the fleet, and lets somebody watch.
    ///
    /// @param watcher is told, in between, up to which time the server has everything, epoch milliseconds
    public static Truth load(Fleet fleet, PrometheusServer server, long blockMillis, LongConsumer watcher) {
        return new FleetLoader(fleet, server, blockMillis, watcher).load();
    }

    private Truth load() {
        List<Target> targets = new ArrayList<>();
        for (Job job : fleet.jobs()) {
            JobCount count = new JobCount(last);
            if (counts.put(job.name(), count) != null) {
                throw new IllegalArgumentException("two jobs named " + job.name());
            }
            for (int i = 0; i < job.targets(); i++) {
                targets.add(new Target(job, i, count));
            }
        }
        for (long from = fleet.start(); from < fleet.end(); from += WINDOW) {
            for (Target target : targets) {
                target.window(from, Math.min(from + WINDOW, fleet.end()));
            }
            flush();
            if (server.isCompactable(blockMillis)) {
                server.awaitCompaction(blockMillis);
            }
            watcher.accept(Math.min(from + WINDOW, fleet.end()));
        }
        long start = counts.values().stream().mapToLong(c -> c.start).min().orElseThrow();
        long newest = counts.values().stream().mapToLong(c -> c.end).max().orElseThrow();
        if (newest != last) {
            throw new IllegalArgumentException(
                    "the target scraped last is out at the end: give the fleet another seed");
        }
        SortedMap<String, Truth.OfJob> jobs = new TreeMap<>();
        counts.forEach((job, count) -> jobs.put(job, count.truth(start)));
        return new Truth(start, last, jobs);
    }

    private void flush() {
        if (request.size() > 0) {
            server.write(request);
            request = new WriteRequest();
        }
    }

    /// When a target is scraped: at its own offset within the interval, now and then a millisecond late.
    private record Schedule(long first, long interval, long key) {
        Schedule(Fleet fleet, Job job, int target) {
            this(fleet, job, Mix.of(Mix.of(fleet.seed(), job.name().hashCode()), target));
        }

        private Schedule(Fleet fleet, Job job, long key) {
            this(
                    fleet.start() + Mix.below((int) job.scrapeInterval().toMillis() - 1, key),
                    job.scrapeInterval().toMillis(),
                    key);
        }

        /// The number of the first scrape at or after a time.
        long next(long time) {
            return time <= first ? 0 : (time - first + interval - 1) / interval;
        }

        long time(long scrape) {
            return first + scrape * interval + (Mix.below(8, Mix.of(key, scrape)) == 0 ? 1 : 0);
        }

        long lastBefore(long end) {
            long scrape = next(end);
            while (scrape > 0 && time(scrape) >= end) {
                scrape--;
            }
            return time(scrape);
        }
    }

    /// A target in its present incarnation.
    private final class Target {
        private final Job job;
        private final int number;
        private final JobCount count;
        private final Schedule schedule;
        private final List<Series> series = new ArrayList<>();
        private int incarnation = -1;
        private long grown;

        Target(Job job, int number, JobCount count) {
            this.job = job;
            this.number = number;
            this.count = count;
            this.schedule = new Schedule(fleet, job, number);
        }

        /// Writes the scrapes of one window.
        void window(long from, long to) {
            long chance = Mix.of(schedule.key, from);
            boolean out = false;
            if (incarnation < 0) {
                begin();
            } else if (Mix.fraction(chance) < job.restartsPerDay() * (to - from) / DAY) {
                endAll(from, to);
                begin();
            } else if (Mix.fraction(Mix.of(chance, 1)) < job.outagesPerDay() * (to - from) / DAY) {
                out = true;
            }
            grow(from, to);
            long firstScrape = schedule.next(from);
            long endScrape = schedule.next(to);
            for (Iterator<Series> all = series.iterator(); all.hasNext(); ) {
                Series one = all.next();
                if (one.goneAt <= from) {
                    end(one, schedule.time(firstScrape), to);
                    all.remove();
                } else if (out) {
                    end(one, schedule.time(firstScrape), to);
                } else {
                    write(one, firstScrape, endScrape, to);
                }
            }
        }

        private void begin() {
            incarnation++;
            for (Metric metric : job.metrics()) {
                if (metric.growth().isEmpty()) {
                    for (Map<String, String> labels : metric.labelSets()) {
                        addSeries(metric, labels, Long.MAX_VALUE);
                    }
                }
            }
        }

        /// New values of the labels whose values never stop coming.
        private void grow(long from, long to) {
            for (Metric metric : job.metrics()) {
                if (metric.growth().isPresent()) {
                    grow(metric, metric.growth().get(), from, to);
                }
            }
        }

        private void grow(Metric metric, Growth growth, long from, long to) {
            if (from < fleet.start() + growth.after().toMillis()) {
                return;
            }
            double expected = growth.perHour() * (to - from) / HOUR;
            long births = (long) (expected + Mix.fraction(Mix.of(schedule.key, from + 2)));
            for (long i = 0; i < births; i++) {
                String value = Mix.letters(Mix.of(schedule.key, grown++), 10);
                for (Map<String, String> labels : metric.labelSets()) {
                    Map<String, String> more = new TreeMap<>(labels);
                    more.put(growth.label(), value);
                    addSeries(metric, more, from + growth.life().toMillis());
                }
            }
        }

        private void addSeries(Metric metric, Map<String, String> labels, long goneAt) {
            Map<String, String> all = new TreeMap<>(job.naming().labels(number, incarnation));
            all.put("job", job.name());
            all.putAll(labels);
            long key = Mix.of(Mix.of(fleet.seed(), metric.name().hashCode()), all.hashCode());
            switch (metric.kind()) {
                case Simple simple -> {
                    all.put("__name__", metric.name());
                    series.add(new Series(all, new Shape(simple, 1, true), key, goneAt));
                }
                case Classic classic -> {
                    int buckets = classic.bounds().size() + 1;
                    for (int i = 0; i < buckets; i++) {
                        Map<String, String> bucket = new TreeMap<>(all);
                        bucket.put("__name__", metric.name() + "_bucket");
                        bucket.put("le", i < buckets - 1 ? classic.bounds().get(i) : "+Inf");
                        double share = (i + 1.0) / buckets;
                        series.add(new Series(bucket, new Shape(Simple.COUNTER, share, true), key, goneAt));
                    }
                    all.put("__name__", metric.name() + "_count");
                    series.add(new Series(all, new Shape(Simple.COUNTER, 1, true), key, goneAt));
                    Map<String, String> sum = new TreeMap<>(all);
                    sum.put("__name__", metric.name() + "_sum");
                    series.add(new Series(sum, new Shape(Simple.COUNTER, MEAN, false), key, goneAt));
                }
            }
        }

        private void endAll(long from, long to) {
            long at = schedule.time(schedule.next(from));
            for (Series one : series) {
                end(one, at, to);
            }
            series.clear();
        }

        /// The last sample of a series that is replaced or cannot be scraped.
        private void end(Series one, long at, long to) {
            if (job.stalenessMarkers() && at < to && one.samples > 0 && !one.stale) {
                request.series(one.labels).stale(at);
                one.counted(count, at);
                one.stale = true;
                count.stalenessMarkers++;
                count.update(one);
                flushWhenFull();
            }
        }

        private void write(Series one, long firstScrape, long endScrape, long to) {
            boolean begun = false;
            for (long scrape = firstScrape; scrape < endScrape; scrape++) {
                long time = schedule.time(scrape);
                if (time >= to) {
                    break;
                }
                if (!begun) {
                    request.series(one.labels);
                    begun = true;
                }
                one.write(request, scrape, time);
                one.counted(count, time);
                one.stale = false;
                if (one.shape.histogram()) {
                    count.histogramSamples++;
                }
            }
            if (begun) {
                count.update(one);
                flushWhenFull();
            }
        }

        private void flushWhenFull() {
            if (request.size() >= SERIES_PER_REQUEST) {
                flush();
            }
        }
    }

    /// How a series' samples follow from the observations of each scrape.
    ///
    /// @param share of the observations that count here; the buckets of a classic histogram rise with it
    /// @param whole whether it counts things rather than adds up seconds
    private record Shape(Simple kind, double share, boolean whole) {
        boolean histogram() {
            return switch (kind) {
                case COUNTER, GAUGE, INFO -> false;
                case NATIVE, NATIVE_GAUGE, NATIVE_FLOAT, NATIVE_CUSTOM -> true;
            };
        }
    }

    private static final class Series {
        final byte[] labels;
        final Shape shape;
        final long key;
        final long goneAt;
        final long[] buckets;
        double value;
        long samples;
        /// The series' place in its job's count.
        int slot = -1;
        long first;
        long time;
        boolean stale;

        Series(Map<String, String> labels, Shape shape, long key, long goneAt) {
            this.labels = WriteRequest.encode(labels);
            this.shape = shape;
            this.key = key;
            this.goneAt = goneAt;
            this.buckets = new long[shape.histogram() ? NATIVE_BUCKETS : 0];
        }

        void counted(JobCount count, long at) {
            if (samples++ == 0) {
                first = at;
            }
            time = at;
            count.sample(at);
        }

        void write(WriteRequest request, long scrape, long at) {
            long random = Mix.of(key, scrape);
            int observations = Mix.below(20, random);
            switch (shape.kind) {
                case COUNTER -> {
                    double more = observations * shape.share;
                    value = shape.whole ? value + Math.floor(more) : rounded(value + more);
                    request.sample(at, value);
                }
                case GAUGE -> {
                    value = rounded(value + Mix.fraction(Mix.of(random, 1)) - 0.5);
                    request.sample(at, value);
                }
                case INFO -> request.sample(at, 1);
                case NATIVE, NATIVE_GAUGE, NATIVE_FLOAT, NATIVE_CUSTOM ->
                    request.histogram(at, observe(random, observations));
            }
        }

        private NativeHistogram observe(long random, int observations) {
            if (shape.kind == Simple.NATIVE_GAUGE) {
                Arrays.fill(buckets, 0);
            }
            int used = shape.kind == Simple.NATIVE_CUSTOM ? CUSTOM_BOUNDS.size() + 1 : NATIVE_BUCKETS;
            for (int i = 0; i < observations; i++) {
                // Two dice make the middle buckets the likely ones.
                long dice = Mix.of(random, i);
                buckets[(Mix.below(used, dice) + Mix.below(used, Mix.of(dice, 1))) / 2]++;
            }
            value = rounded(value + observations * MEAN);
            List<Long> counts = Arrays.stream(buckets, 0, used).boxed().toList();
            return switch (shape.kind) {
                case NATIVE_GAUGE ->
                    NativeHistogram.exponential(3, 0, rounded(observations * MEAN), new Buckets(-4, counts))
                            .asGauge();
                case NATIVE_FLOAT ->
                    NativeHistogram.exponential(1, 1, value, new Buckets(-2, counts))
                            .asFloats();
                case NATIVE_CUSTOM -> NativeHistogram.custom(value, CUSTOM_BOUNDS, counts);
                default -> NativeHistogram.exponential(3, 2, value, new Buckets(-4, counts));
            };
        }

        private static double rounded(double exact) {
            return Math.rint(exact * 1000) / 1000;
        }
    }

    /// A job's truth while it grows: the first and last sample of each series it ever had.
    private static final class JobCount {
        private final long newest;
        private long start = Long.MAX_VALUE;
        private long end = Long.MIN_VALUE;
        private long samples;
        private long recentSamples;
        private long histogramSamples;
        private long stalenessMarkers;
        private int series;
        private long[] firstTimes = new long[64];
        private long[] lastTimes = new long[64];
        private boolean[] stale = new boolean[64];

        JobCount(long newest) {
            this.newest = newest;
        }

        void sample(long at) {
            samples++;
            start = Math.min(start, at);
            end = Math.max(end, at);
            if (at > newest - Truth.INGEST_WINDOW) {
                recentSamples++;
            }
        }

        /// Takes over where a series stands; called at the end of each of its windows.
        void update(Series one) {
            if (one.slot < 0) {
                one.slot = series++;
                if (one.slot == firstTimes.length) {
                    firstTimes = Arrays.copyOf(firstTimes, series * 2);
                    lastTimes = Arrays.copyOf(lastTimes, series * 2);
                    stale = Arrays.copyOf(stale, series * 2);
                }
                firstTimes[one.slot] = one.first;
            }
            lastTimes[one.slot] = one.time;
            stale[one.slot] = one.stale;
        }

        Truth.OfJob truth(long start) {
            long active = 0;
            long added = 0;
            long removed = 0;
            for (int i = 0; i < series; i++) {
                active += lastTimes[i] > newest - Truth.LOOKBACK && !stale[i] ? 1 : 0;
                added += firstTimes[i] > start + Truth.LOOKBACK ? 1 : 0;
                removed += lastTimes[i] < newest - Truth.LOOKBACK || stale[i] ? 1 : 0;
            }
            return new Truth.OfJob(
                    series, active, added, removed, samples, recentSamples, histogramSamples, stalenessMarkers);
        }
    }
}
