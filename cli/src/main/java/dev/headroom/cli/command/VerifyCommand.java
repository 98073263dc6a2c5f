package dev.headroom.cli.command;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.VerifyReport;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.write.verify.BlockPairs;
import dev.headroom.write.verify.BlockVerdict;
import dev.headroom.write.verify.BlockVerifier;
import dev.headroom.write.verify.Comparison;
import dev.headroom.write.verify.Expectation;
import dev.headroom.write.verify.VerifyProgress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom verify`.
@Command(
        name = "verify",
        description = "Reads every byte of blocks and says what is not as it should be: checksums, order, references,"
                + " postings, statistics, tombstones.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR|BLOCK", description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Mixin
    private WorkOptions work;

    @Option(
            names = "--against",
            paramLabel = "ORIGINAL",
            description = "Holds every sample against the directory or block that this one was made of, by the changes"
                    + " that the following options say.")
    private Path original;

    @Option(
            names = "--on-collision",
            paramLabel = "POLICY",
            defaultValue = "merge",
            description = "What became of samples at one time of series that fell together: merge (they are equal),"
                    + " keep-first, keep-last, sum or max (default: merge).")
    private String policy;

    @Mixin
    private ChangeOptions changes;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (original == null && changes.isAnything()) {
            throw new ParameterException(spec.commandLine(), "what was changed matters with --against only");
        }
        Expectation expectation = new Expectation(changes.rules(), changes.deletions(), collision());
        boolean block = DataDirectory.isBlock(path);
        List<CorruptionException> unreadable = new ArrayList<>();
        List<BlockVerdict> verdicts = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr());
                BlockVerifier verifier = new BlockVerifier(work.threads())) {
            for (Path one : block ? List.of(path) : blocks(unreadable)) {
                try {
                    verdicts.add(verifier.verify(one, watched(line.progress())));
                } catch (NoSuchFileException e) {
                    if (block || DataDirectory.isBlock(one)) {
                        throw e;
                    }
                    Headroom.warn(spec.commandLine().getErr(), one + ": deleted by a running Prometheus meanwhile");
                }
            }
            if (original != null) {
                for (BlockPairs.Pair pair : BlockPairs.of(entries(original), entries(path))) {
                    comparisons.add(verifier.compare(pair, expectation, watched(line.progress())));
                }
            }
        }
        VerifyReport report = new VerifyReport(path, verdicts, comparisons, unreadable);
        output.print(report);
        return report.isSound() ? ExitCode.OK : ExitCode.DATA;
    }

    private Expectation.Collision collision() {
        return switch (policy) {
            case "merge", "fail" -> Expectation.Collision.EQUAL;
            case "keep-first" -> Expectation.Collision.FIRST;
            case "keep-last" -> Expectation.Collision.LAST;
            case "sum" -> Expectation.Collision.SUM;
            case "max" -> Expectation.Collision.MAX;
            default ->
                throw new ParameterException(
                        spec.commandLine(),
                        "--on-collision: merge, keep-first, keep-last, sum or max, not '" + policy + "'");
        };
    }

    private static List<DataDirectory.Entry> entries(Path path) throws IOException {
        return DataDirectory.isBlock(path)
                ? List.of(DataDirectory.readBlock(path))
                : DataDirectory.list(path).blocks();
    }

    private List<Path> blocks(List<CorruptionException> unreadable) throws IOException {
        DataDirectory directory = DataDirectory.list(path);
        unreadable.addAll(directory.damaged());
        return directory.blocks().stream().map(DataDirectory.Entry::path).toList();
    }

    private static VerifyProgress watched(Progress progress) {
        return new VerifyProgress() {
            @Override
            public void start(String phase, long total) {
                progress.start(phase, total, 0);
            }

            @Override
            public void add(long done) {
                progress.add(done);
            }
        };
    }
}
