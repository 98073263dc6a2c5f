package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.replay.remote.RemoteReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a replay sent, and what became of it, for people.
public final class RemoteText implements Report {
    private final RemoteReport report;

    public RemoteText(RemoteReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.title(Values.printable(report.path())) + "  "
                + (report.dryRun() ? "dry run: nothing was sent" : "sent to " + Values.printable(report.url()))
                + (report.protocol() == null ? "" : ", remote write " + report.protocol()));
        lines.add("  series         " + Values.count(report.series())
                + (report.copies() > 1 ? ", each " + Values.count(report.copies()) + " times" : "")
                + dropped());
        lines.add("  samples        " + Values.count(report.sent().samples()) + ", of which "
                + Values.count(report.sent().histograms()) + " native histograms; "
                + Values.count(report.sent().exemplars()) + " exemplars");
        if (report.arrivedBefore() > 0) {
            lines.add("  before         " + Values.count(report.arrivedBefore())
                    + " samples had arrived in an earlier run");
        }
        if (!report.dryRun()) {
            lines.add("  accepted       " + Values.count(report.accepted().samples())
                    + (report.confirmed()
                            ? ", as the server says"
                            : ", by status: this server does not say what it has written"));
        }
        if (report.rejectedSamples() > 0) {
            lines.add(style.warning("  rejected       " + Values.count(report.rejectedSamples()) + ", see below"));
        }
        if (report.repeated().samples() > 0) {
            lines.add("  sent again     " + Values.count(report.repeated().samples())
                    + " that were under way when the earlier run was interrupted, and refused: they had arrived");
        }
        lines.add("  requests       " + Values.count(report.requests())
                + (report.retries() > 0 ? ", and " + Values.count(report.retries()) + " retries" : ""));
        lines.add("  on the wire    " + Values.bytes(report.wireBytes()) + ", "
                + String.format(Locale.ROOT, "%.2f", report.wireBytesPerSample()) + " bytes per sample; "
                + Values.bytes(report.bodyBytes()) + " before compression");
        lines.add("  speed          " + Values.count(Math.round(report.samplesPerSecond())) + " samples/s in "
                + String.format(Locale.ROOT, "%.1f", report.seconds()) + " s");
        if (report.shiftMillis() != 0) {
            lines.add("  moved in time  by " + report.shiftMillis() + " ms");
        }
        return lines;
    }

    private String dropped() {
        StringBuilder text = new StringBuilder();
        if (report.seriesDropped() > 0) {
            text.append("; ").append(Values.count(report.seriesDropped())).append(" dropped by the rules");
        }
        if (report.seriesUnstorable() > 0) {
            text.append("; ")
                    .append(Values.count(report.seriesUnstorable()))
                    .append(" left out, to which the rules leave no metric name or no valid label name");
        }
        return text.toString();
    }

    @Override
    public List<Table> tables() {
        Table.Builder totals = Table.of("totals", "SAMPLES")
                .column("what", "what", Kind.TEXT)
                .column("samples", "samples", Kind.COUNT)
                .column("floats", "floats", Kind.COUNT)
                .column("histograms", "histograms", Kind.COUNT)
                .column("exemplars", "exemplars", Kind.COUNT);
        row(totals, "sent", report.sent());
        if (!report.dryRun()) {
            row(totals, "accepted", report.accepted());
        }
        Table.Builder rejected = Table.of("rejected", "REJECTED")
                .column("reason", "reason", Kind.TEXT)
                .column("samples", "samples", Kind.COUNT)
                .column("exemplars", "exemplars", Kind.COUNT)
                .column("requests", "in requests", Kind.COUNT);
        report.rejected().forEach(row -> rejected.row(row.reason(), row.samples(), row.exemplars(), row.requests()));
        Table.Builder leftOut = Table.of("leftOut", "NOT SENT")
                .column("what", "what", Kind.TEXT)
                .column("count", "count", Kind.COUNT)
                .column("why", "why", Kind.TEXT);
        report.leftOut().forEach(row -> leftOut.row(row.what(), row.count(), row.why()));
        return List.of(totals.build(), rejected.build(), leftOut.build());
    }

    private static void row(Table.Builder table, String what, RemoteReport.Sent sent) {
        table.row(what, sent.samples(), sent.floats(), sent.histograms(), sent.exemplars());
    }
}
