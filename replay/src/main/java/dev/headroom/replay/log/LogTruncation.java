package dev.headroom.replay.log;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.head.HeadTable;
import dev.headroom.tsdb.head.SampleSink;
import dev.headroom.write.block.Directories;
import dev.headroom.write.block.UnnamedBlock;
import dev.headroom.write.verify.BlockVerdict;
import dev.headroom.write.verify.BlockVerifier;
import dev.headroom.write.verify.Finding;
import dev.headroom.write.verify.VerifyProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Puts blocks into the place of the log that they were made of. A Prometheus that opens the directory after
/// any of the steps finds the same samples:
///
/// 1. The blocks are complete under names that Prometheus deletes, and have been read back; the samples in
///    them are as many as the head would hold, counted on another way.
/// 2. They get their names, the oldest first. A head begins where the newest block ends, so what stands in a
///    block by then is not taken out of the log again; out-of-order samples are, and are the same.
/// 3. The head's files are renamed into a directory that Prometheus does not look at: snapshots and head
///    chunks before the logs, so that no chunk stays behind without the log that says whose it is.
final class LogTruncation {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'log-replayed-'yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private final LogReplayRequest request;
    private final Progress progress;
    private final List<String> steps;

    /// @param steps takes what is done
    LogTruncation(LogReplayRequest request, Progress progress, List<String> steps) {
        this.request = request;
        this.progress = progress;
        this.steps = steps;
    }

    /// Reads the blocks back.
    ///
    /// @param rejected samples that no block can hold
    /// @throws IOException when anything is not as it should be
    void verify(HeadReader head, SeriesPlan plan, List<UnnamedBlock> blocks, long rejected) throws IOException {
        long samples = 0;
        VerifyProgress watcher = new VerifyProgress() {
            @Override
            public void start(String phase, long total) {
                progress.start("verification: " + phase, total, 0);
            }

            @Override
            public void add(long done) {
                progress.add(done);
            }
        };
        try (BlockVerifier verifier = new BlockVerifier(request.threads())) {
            for (UnnamedBlock block : blocks) {
                BlockVerdict verdict = verifier.verify(block.directory(), watcher);
                for (Finding finding : verdict.findings()) {
                    if (finding.isFault()) {
                        throw new IOException("a new block is not sound, the log stays as it is: " + finding.message());
                    }
                }
                samples += verdict.samples();
            }
        }
        progress.start("verification: samples in the log", progress.total());
        HeadTable table = head.count(SampleSink.NONE);
        long wanted = 0;
        for (int place = 0; place < plan.count(); place++) {
            wanted += table.samples(plan.series(place));
        }
        if (samples + rejected != wanted) {
            throw new IOException("the new blocks hold " + samples + " samples instead of " + (wanted - rejected)
                    + ", the log stays as it is: please report");
        }
        steps.add("read them back: every byte is sound, and they hold the " + samples + " samples that a server would"
                + " find in the log");
    }

    /// Gives the blocks their names and sets the log aside; returns where it lies then.
    ///
    /// @param blocks by time
    Path run(List<UnnamedBlock> blocks) throws IOException {
        Path directory = request.directory();
        for (UnnamedBlock block : blocks) {
            block.publish();
        }
        steps.add("gave the blocks their names");
        Path aside = newDirectory(directory.resolve(NAME.format(Instant.now())));
        for (Path part : parts(directory)) {
            Files.move(part, aside.resolve(part.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            Directories.sync(directory);
            steps.add("moved " + part.getFileName() + " to " + aside);
        }
        Directories.sync(aside);
        steps.add("next: start Prometheus; when all is well: rm -r " + aside);
        return aside;
    }

    private static Path newDirectory(Path wanted) throws IOException {
        Path name = wanted;
        for (int i = 2; Files.exists(name); i++) {
            name = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return Files.createDirectory(name);
    }

    /// What makes up a head, in the order in which it can go.
    private static List<Path> parts(Path directory) throws IOException {
        List<Path> parts = new ArrayList<>();
        try (Stream<Path> all = Files.list(directory)) {
            all.filter(path -> path.getFileName().toString().startsWith("chunk_snapshot."))
                    .sorted()
                    .forEach(parts::add);
        }
        for (String name : List.of("chunks_head", "wbl", "wal")) {
            Path part = directory.resolve(name);
            if (Files.exists(part)) {
                parts.add(part);
            }
        }
        return parts;
    }
}
