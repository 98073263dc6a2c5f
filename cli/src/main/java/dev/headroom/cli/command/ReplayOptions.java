package dev.headroom.cli.command;

import dev.headroom.replay.remote.Endpoint;
import dev.headroom.replay.remote.Protocol;
import dev.headroom.replay.remote.RemoteRequest;
import dev.headroom.replay.remote.RemoteRequest.Shift;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What of a directory is sent to a server, and how.
final class ReplayOptions {
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

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR|BLOCK", description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Mixin
    private SeriesOptions series;

    @Mixin
    private RelabelOptions relabeling;

    @Option(
            names = "--shift-to",
            paramLabel = "TIME",
            converter = Shifts.class,
            description = "Moves the data in time so that its newest sample is of this time: now, or a time.")
    private Shift shift;

    @Option(
            names = "--copies",
            paramLabel = "N",
            defaultValue = "1",
            converter = Counts.FromOne.class,
            description = "Sends every series N times, with the label of --copy-label added, for load tests.")
    private int copies;

    @Option(
            names = "--copy-label",
            paramLabel = "LABEL",
            defaultValue = "replica",
            converter = LabelNames.class,
            description = "The label that tells copies apart, 0, 1 and so on (default: ${DEFAULT-VALUE}).")
    private String copyLabel;

    @Option(
            names = "--protocol",
            paramLabel = "VERSION",
            defaultValue = "auto",
            converter = Versions.class,
            description = "Remote write 1 or 2, or auto: 2.0 where the server knows it, else 1.0 (default: auto).")
    private Version version;

    @Option(
            names = "--shards",
            paramLabel = "N",
            converter = Counts.FromOne.class,
            description = "Requests that are under way at once (default: twice the processors, 4 at least).")
    private int shards = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--max-samples-per-send",
            paramLabel = "N",
            defaultValue = "20000",
            converter = Counts.FromOne.class,
            description = "Samples in a request, at most; a native histogram counts as its buckets and two more, and a"
                    + " request of half a megabyte is full in any case (default: ${DEFAULT-VALUE}).")
    private int samplesPerRequest;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "How much data is sent before later data; a Prometheus that takes nothing out of order needs"
                    + " no more than half of its block duration, any other server takes a longer one faster (default:"
                    + " 1h, with --speed 15 s of the clock).")
    private Long window;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "max",
            converter = Quantities.Speed.class,
            description = "How many times as fast as the data came about, such as 1x or 60x (default: max).")
    private double speed;

    @Option(
            names = "--rate",
            paramLabel = "N/TIME",
            converter = Quantities.PerSecond.class,
            description = "Samples per second at most, such as 500k/s.")
    private Double rate;

    @Option(
            names = "--retry-for",
            paramLabel = "DURATION",
            defaultValue = "10m",
            converter = DurationOption.class,
            description = "How long to go on with a server that does not answer or has no time (default:"
                    + " ${DEFAULT-VALUE}).")
    private long retryFor;

    /// Reads a version of remote write.
    static final class Versions implements ITypeConverter<Version> {
        @Override
        public Version convert(String text) {
            return switch (text) {
                case "auto" -> Version.AUTO;
                case "1", "1.0" -> Version.V1;
                case "2", "2.0" -> Version.V2;
                default -> throw new picocli.CommandLine.TypeConversionException("auto, 1 or 2, not '" + text + "'");
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
        return path;
    }

    RemoteRequest request(Endpoint endpoint, Optional<Path> journal, boolean dryRun) {
        long length = window == null ? defaultWindow() : window;
        if (length <= 0) {
            throw new ParameterException(spec.commandLine(), "--window: more than 0");
        }
        return new RemoteRequest(
                path,
                series.selectors(),
                series.range(),
                relabeling.rules(),
                Optional.ofNullable(shift),
                copies,
                copyLabel,
                endpoint,
                switch (version) {
                    case AUTO -> Optional.empty();
                    case V1 -> Optional.of(Protocol.V1);
                    case V2 -> Optional.of(Protocol.V2);
                },
                shards,
                samplesPerRequest,
                length,
                speed,
                rate == null ? 0 : rate,
                retryFor,
                journal,
                dryRun);
    }

    private long defaultWindow() {
        return speed == 0 ? WINDOW : (long) Math.clamp(HELPING * speed, 1000, WINDOW);
    }
}
