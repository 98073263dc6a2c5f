package dev.headroom.cli.command;

import dev.headroom.replay.remote.Endpoint;
import dev.headroom.replay.remote.Protocol;
import dev.headroom.replay.remote.RemoteRequest;
import dev.headroom.replay.remote.RemoteRequest.Shift;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/// What of a directory is sent to a server, and how.
final class ReplayOptions extends Options {
    /// Half of the block duration that a Prometheus has by default: an earlier sample than that before its newest one,
    /// and it takes no more of it.
    private static final long WINDOW = 3_600_000;

    /// At a given speed, data comes in helpings of so many milliseconds of the clock, or less.
    private static final long HELPING = 15_000;

    /// The versions of remote write that may be asked for.
    enum Version {
        AUTO,
        V1,
        V2
    }

    private final Value<Path> path = parameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final SeriesOptions series = new SeriesOptions(spec);

    private final RelabelOptions relabeling = new RelabelOptions(spec);

    private final Value<Shift> shift = option(
                    "--shift-to",
                    "TIME",
                    "Moves the data in time so that its newest sample is of this time: now, or a time.")
            .as(new Shifts());

    private final Value<Integer> copies = option(
                    "--copies",
                    "N",
                    "Sends every series N times, with the label of --copy-label added, for load tests.")
            .byDefault("1")
            .as(new Counts.FromOne());

    private final Value<String> copyLabel = option(
                    "--copy-label",
                    "LABEL",
                    "The label that tells copies apart, 0, 1 and so on (default: ${DEFAULT-VALUE}).")
            .byDefault("replica")
            .as(new LabelNames());

    private final Value<Version> version = option(
                    "--protocol",
                    "VERSION",
                    "Remote write 1 or 2, or auto: 2.0 where the server knows it, else 1.0 (default: auto).")
            .byDefault("auto")
            .as(new Versions());

    private final Value<Integer> shards = option(
                    "--shards", "N", "Requests that are under way at once (default: twice the processors, 4 at least).")
            .as(new Counts.FromOne());

    private final Value<Integer> samplesPerRequest = option(
                    "--max-samples-per-send",
                    "N",
                    "Samples in a request, at most; a native histogram counts as its buckets and two more, and a"
                            + " request of half a megabyte is full in any case (default: ${DEFAULT-VALUE}).")
            .byDefault("20000")
            .as(new Counts.FromOne());

    private final Value<Long> window = option(
                    "--window",
                    "DURATION",
                    "How much data is sent before later data; a Prometheus that takes nothing out of order needs"
                            + " no more than half of its block duration, any other server takes a longer one faster (default:"
                            + " 1h, with --speed 15 s of the clock).")
            .as(new DurationOption());

    private final Value<Double> speed = option(
                    "--speed", "N", "How many times as fast as the data came about, such as 1x or 60x (default: max).")
            .byDefault("max")
            .as(new Quantities.Speed());

    private final Value<Double> rate = option("--rate", "N/TIME", "Samples per second at most, such as 500k/s.")
            .as(new Quantities.PerSecond());

    private final Value<Long> retryFor = option(
                    "--retry-for",
                    "DURATION",
                    "How long to go on with a server that does not answer or has no time (default:"
                            + " ${DEFAULT-VALUE}).")
            .byDefault("10m")
            .as(new DurationOption());

    ReplayOptions(CommandSpec spec) {
        super(spec);
    }

    /// Reads a version of remote write.
    static final class Versions implements ITypeConverter<Version> {
        @Override
        public Version convert(String text) {
            return switch (text) {
                case "auto" -> Version.AUTO;
                case "1", "1.0" -> Version.V1;
                case "2", "2.0" -> Version.V2;
                default -> throw new TypeConversionException("auto, 1 or 2, not '" + text + "'");
            };
        }
    }

    /// Reads where in time data is to be moved.
    static final class Shifts implements ITypeConverter<Shift> {
        @Override
        public Shift convert(String text) {
            return new Shift(text, text.equals("now") ? System.currentTimeMillis() : new Times().convert(text));
        }
    }

    Path path() {
        return path.get();
    }

    RemoteRequest request(Endpoint endpoint, Optional<Path> journal, boolean dryRun) {
        long length = window.or(defaultWindow());
        if (length <= 0) {
            throw usage("--window: more than 0");
        }
        return new RemoteRequest(
                path.get(),
                series.selectors(),
                series.range(),
                relabeling.rules(),
                Optional.ofNullable(shift.get()),
                copies.get(),
                copyLabel.get(),
                endpoint,
                switch (version.get()) {
                    case AUTO -> Optional.empty();
                    case V1 -> Optional.of(Protocol.V1);
                    case V2 -> Optional.of(Protocol.V2);
                },
                shards.or(Math.max(4, 2 * Runtime.getRuntime().availableProcessors())),
                samplesPerRequest.get(),
                length,
                speed.get(),
                rate.or(0.0),
                retryFor.get(),
                journal,
                dryRun);
    }

    private long defaultWindow() {
        return speed.get() == 0 ? WINDOW : (long) Math.clamp(HELPING * speed.get(), 1000, WINDOW);
    }
}
