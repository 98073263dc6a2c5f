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

/// `headroom verify`.
public final class VerifyCommand extends Command {
    private final Value<Path> path = parameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final WorkOptions work = new WorkOptions(spec);

    private final Value<Path> original = option(
                    "--against",
                    "ORIGINAL",
                    "Holds every sample against the directory or block that this one was made of, by the changes"
                            + " that the following options say.")
            .as(Path.class);

    private final Value<String> policy = option(
                    "--on-collision",
                    "POLICY",
                    "What became of samples at one time of series that fell together: merge (they are equal),"
                            + " keep-first, keep-last, sum or max (default: merge).")
            .byDefault("merge")
            .as(String.class);

    private final ChangeOptions changes = new ChangeOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public VerifyCommand() {
        super("Reads every byte of blocks and says what is not as it should be: checksums, order, references,"
                + " postings, statistics, tombstones.");
    }

    @Override
    public Integer call() throws IOException {
        if (original.get() == null && changes.isAnything()) {
            throw usage("what was changed matters with --against only");
        }
        Expectation expectation = new Expectation(changes.rules(), changes.deletions(), collision());
        boolean block = DataDirectory.isBlock(path.get());
        List<CorruptionException> unreadable = new ArrayList<>();
        List<BlockVerdict> verdicts = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        try (ProgressLine line = new ProgressLine(messages());
                BlockVerifier verifier = new BlockVerifier(work.threads())) {
            for (Path one : block ? List.of(path.get()) : blocks(unreadable)) {
                try {
                    verdicts.add(verifier.verify(one, watched(line.progress())));
                } catch (NoSuchFileException e) {
                    if (block || DataDirectory.isBlock(one)) {
                        throw e;
                    }
                    Headroom.warn(messages(), one + ": deleted by a running Prometheus meanwhile");
                }
            }
            if (original.get() != null) {
                for (BlockPairs.Pair pair : BlockPairs.of(entries(original.get()), entries(path.get()))) {
                    comparisons.add(verifier.compare(pair, expectation, watched(line.progress())));
                }
            }
        }
        VerifyReport report = new VerifyReport(path.get(), verdicts, comparisons, unreadable);
        output.print(report);
        return report.isSound() ? ExitCode.OK : ExitCode.DATA;
    }

    private Expectation.Collision collision() {
        return switch (policy.get()) {
            case "merge", "fail" -> Expectation.Collision.EQUAL;
            case "keep-first" -> Expectation.Collision.FIRST;
            case "keep-last" -> Expectation.Collision.LAST;
            case "sum" -> Expectation.Collision.SUM;
            case "max" -> Expectation.Collision.MAX;
            default ->
                throw usage("--on-collision: merge, keep-first, keep-last, sum or max, not '" + policy.get() + "'");
        };
    }

    private static List<DataDirectory.Entry> entries(Path path) throws IOException {
        return DataDirectory.isBlock(path)
                ? List.of(DataDirectory.readBlock(path))
                : DataDirectory.list(path).blocks();
    }

    private List<Path> blocks(List<CorruptionException> unreadable) throws IOException {
        DataDirectory directory = DataDirectory.list(path.get());
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
