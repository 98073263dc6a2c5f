package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.replay.remote.CompareReport;
import dev.headroom.replay.remote.CompareReport.Stored;
import java.util.ArrayList;
import java.util.List;

/// What the same data takes in several systems, for people.
public final class CompareText implements Report {
    private final CompareReport report;

    public CompareText(CompareReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        CompareReport.Directory directory = report.directory();
        lines.add(style.title(Values.printable(report.path())) + "  blocks of " + Values.count(directory.samples())
                + " samples"
                + (directory.bytesPerSampleDisk() == null
                        ? ""
                        : ": " + Values.ratio(directory.bytesPerSampleChunks()) + " bytes per sample of chunks, "
                                + Values.ratio(directory.bytesPerSampleDisk()) + " on disk"));
        for (Stored system : report.systems()) {
            if (system.replay() != null && system.replay().rejectedSamples() > 0) {
                lines.add(style.warning("  " + Values.printable(system.name()) + " refused "
                        + Values.count(system.replay().rejectedSamples()) + " samples: "
                        + Values.printable(system.replay().rejected().getFirst().reason())));
            }
            if (system.replay() != null && system.diskBytesAdded() == null) {
                lines.add(style.warning("  " + Values.printable(system.name())
                        + " does not say on its page of metrics what its data takes; --metrics-url, or --size"));
            }
        }
        return lines;
    }

    @Override
    public List<Table> tables() {
        Table.Builder systems = Table.of("systems", "SYSTEMS")
                .column("name", "system", Kind.TEXT)
                .column("kind", "kind", Kind.TEXT)
                .column("samples", "samples", Kind.COUNT)
                .column("diskBytesAdded", "disk", Kind.BYTES)
                .column("bytesPerSample", "bytes/sample", Kind.RATIO)
                .column("ofDirectory", "of the directory's", Kind.SHARE)
                .column("residentBytesBefore", "memory before", Kind.BYTES)
                .column("residentBytesAfter", "memory after", Kind.BYTES)
                .column("heapBytesAfter", "heap after", Kind.BYTES)
                .column("samplesPerSecond", "samples/s", Kind.COUNT);
        Double own = report.directory().bytesPerSampleDisk();
        for (Stored system : report.systems()) {
            systems.row(
                    system.name(),
                    system.kind(),
                    system.samples(),
                    system.diskBytesAdded(),
                    system.bytesPerSample(),
                    own == null || system.bytesPerSample() == null ? null : system.bytesPerSample() / own,
                    system.residentBytesBefore(),
                    system.residentBytesAfter(),
                    system.heapBytesAfter(),
                    system.replay() == null ? null : Math.round(system.replay().samplesPerSecond()));
        }
        return List.of(systems.build());
    }
}
