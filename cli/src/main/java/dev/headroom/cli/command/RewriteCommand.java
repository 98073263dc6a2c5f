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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `headroom rewrite`.
@Command(
        name = "rewrite",
        description = {
            "Writes blocks anew: with series relabeled, dropped or deleted, and without what tombstones hide. Says what"
                    + " would be written, and writes nothing, unless --out or --in-place is given.",
            "",
            "Deletions and tombstones come first and go by the labels as they are; then the rules of --relabel, in"
                    + " their order; then --drop-label.",
            ""
        },
        mixinStandardHelpOptions = true)
public final class RewriteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A Prometheus data directory.")
    private Path path;

    @Option(
            names = "--block",
            paramLabel = "ULID",
            description = "Only this block; may be given several times (default: all blocks).")
    private List<String> blocks = List.of();

    @Mixin
    private ChangeOptions changes;

    @Option(
            names = "--on-collision",
            paramLabel = "POLICY",
            converter = Policies.class,
            defaultValue = "fail",
            description = {
                "What becomes of series that get the same labels (default: ${DEFAULT-VALUE}):",
                "fail: nothing is written;",
                "merge: joined, where samples at one time must be equal;",
                "keep-first, keep-last: joined, with the sample of the first or last series in the order of the old"
                        + " labels where there are several at one time;",
                "sum, max: joined, with the sum or the largest of several at one time. A sum of counters falls when one"
                        + " of them resets or ends, which reads as a reset of the whole."
            })
    private OnCollision onCollision;

    @Option(names = "--out", paramLabel = "DIR2", description = "Writes the new blocks to this directory.")
    private Path out;

    @Option(
            names = "--in-place",
            description = "Replaces the blocks. Refused while a Prometheus runs on the directory.")
    private boolean inPlace;

    @Option(names = "--allow-thanos", description = "Writes blocks of Thanos anew as well.")
    private boolean allowThanos;

    @Option(
            names = "--changelog",
            paramLabel = "FILE",
            description = "Writes a line of JSON for every series that changes.")
    private Path changeLog;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

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

    @Override
    public Integer call() throws Exception {
        RewriteRequest request = request();
        RewriteReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            long series = DataDirectory.list(path).metas().stream()
                    .mapToLong(meta -> meta.stats().series())
                    .sum();
            line.progress().start("series", series, 0);
            report = Rewriter.run(request, line.progress()::add);
        } catch (RewriteRefusedException e) {
            Headroom.warn(spec.commandLine().getErr(), e.getMessage());
            return ExitCode.REFUSED;
        }
        output.print(new RewriteText(report));
        report.notes().forEach(note -> Headroom.warn(spec.commandLine().getErr(), note));
        return report.collisions().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
    }

    private RewriteRequest request() throws IOException {
        if (inPlace && out != null) {
            throw usage("--in-place and --out: one of them");
        }
        if (out != null && Files.exists(out) && Files.exists(path) && Files.isSameFile(out, path)) {
            throw usage("--out: the directory itself; to replace its blocks: --in-place");
        }
        Mode mode = inPlace ? Mode.IN_PLACE : out != null ? Mode.OUT : Mode.DRY_RUN;
        return new RewriteRequest(
                path,
                blocks,
                changes.rules(),
                changes.deletions(),
                onCollision,
                mode,
                out,
                allowThanos,
                changeLog,
                work.threads());
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
