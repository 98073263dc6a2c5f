package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.RewriteText;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.write.rewrite.OnCollision;
import dev.headroom.write.rewrite.RewriteRefusedException;
import dev.headroom.write.rewrite.RewriteReport;
import dev.headroom.write.rewrite.RewriteRequest;
import dev.headroom.write.rewrite.RewriteRequest.Mode;
import dev.headroom.write.rewrite.Rewriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `headroom rewrite`.
public final class RewriteCommand extends Command {
    private final Value<Path> path = parameter("DIR", "A Prometheus data directory.");

    private final Value<List<String>> blocks = option(
                    "--block", "ULID", "Only this block; may be given several times (default: all blocks).")
            .listOf(String.class);

    private final ChangeOptions changes = new ChangeOptions(spec);

    private final Value<OnCollision> onCollision = option(
                    "--on-collision",
                    "POLICY",
                    "What becomes of series that get the same labels (default: ${DEFAULT-VALUE}):",
                    "fail: nothing is written;",
                    "merge: joined, where samples at one time must be equal;",
                    "keep-first, keep-last: joined, with the sample of the first or last series in the order of the old"
                            + " labels where there are several at one time;",
                    "sum, max: joined, with the sum or the largest of several at one time. A sum of counters falls when one"
                            + " of them resets or ends, which reads as a reset of the whole.")
            .byDefault("fail")
            .as(new Policies());

    private final Value<Path> out =
            option("--out", "DIR2", "Writes the new blocks to this directory.").as(Path.class);

    private final Value<Boolean> inPlace =
            flag("--in-place", "Replaces the blocks. Refused while a Prometheus runs on the directory.");

    private final Value<Boolean> allowThanos = flag("--allow-thanos", "Writes blocks of Thanos anew as well.");

    private final Value<Path> changeLog = option(
                    "--changelog", "FILE", "Writes a line of JSON for every series that changes.")
            .as(Path.class);

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    /// Reads a policy as it is written on the command line.
    static final class Policies implements ITypeConverter<OnCollision> {
        @Override
        public OnCollision convert(String text) {
            List<String> known = new ArrayList<>();
            for (OnCollision policy : OnCollision.values()) {
                String name = policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(text.toLowerCase(Locale.ROOT))) {
                    return policy;
                }
                known.add(name);
            }
            throw new TypeConversionException("no policy \"" + text + "\"; there are: " + String.join(", ", known));
        }
    }

    public RewriteCommand() {
        super(
                "Writes blocks anew: with series relabeled, dropped or deleted, and without what tombstones hide. Says what"
                        + " would be written, and writes nothing, unless --out or --in-place is given.",
                "",
                "Deletions and tombstones come first and go by the labels as they are; then the rules of --relabel, in"
                        + " their order; then --drop-label.",
                "");
    }

    @Override
    public Integer call() throws Exception {
        RewriteRequest request = request();
        RewriteReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            long series = DataDirectory.list(path.get()).metas().stream()
                    .mapToLong(meta -> meta.stats().series())
                    .sum();
            line.progress().start("series", series, 0);
            report = Rewriter.run(request, line.progress()::add);
        } catch (RewriteRefusedException e) {
            Headroom.warn(messages(), e.getMessage());
            return ExitCode.REFUSED;
        }
        output.print(new RewriteText(report));
        report.notes().forEach(note -> Headroom.warn(messages(), note));
        return report.collisions().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    private RewriteRequest request() throws IOException {
        if (inPlace.get() && out.get() != null) {
            throw usage("--in-place and --out: one of them");
        }
        if (out.get() != null
                && Files.exists(out.get())
                && Files.exists(path.get())
                && Files.isSameFile(out.get(), path.get())) {
            throw usage("--out: the directory itself; to replace its blocks: --in-place");
        }
        Mode mode = inPlace.get() ? Mode.IN_PLACE : out.get() != null ? Mode.OUT : Mode.DRY_RUN;
        return new RewriteRequest(
                path.get(),
                blocks.get(),
                changes.rules(),
                changes.deletions(),
                onCollision.get(),
                mode,
                out.get(),
                allowThanos.get(),
                changeLog.get(),
                work.threads());
    }
}
