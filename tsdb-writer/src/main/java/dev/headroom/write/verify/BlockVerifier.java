package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.block.Ulid;
import dev.headroom.tsdb.index.IndexAudit;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads every byte of blocks and tells what is not as it should be: checksums, order, references, postings against
/// series, `meta.json` against content, tombstones.
///
/// The series are cut into ranges for the threads, so that each reads chunks from front to back; the postings are
/// one more task beside them. In memory stand some thirty bytes for each label pair of the block at work, and four
/// for each symbol.
public final class BlockVerifier implements AutoCloseable {
    /// More ranges than threads, so that none waits long for the last.
    private static final int RANGES_PER_THREAD = 8;

    private static final int SMALLEST_RANGE = 1000;

    private final int threads;
    private final ExecutorService executor;

    public BlockVerifier(int threads) {
        this.threads = threads;
        executor = Executors.newFixedThreadPool(
                threads,
                Thread.ofPlatform().name("headroom-verify-", 1).daemon().factory());
    }

    /// Verifies one block.
    ///
    /// @throws NoSuchFileException when the block is gone
    public BlockVerdict verify(Path path, VerifyProgress progress) throws IOException {
        Findings findings = new Findings(path.toString());
        BlockMeta meta;
        try {
            meta = DataDirectory.readBlock(path).meta();
        } catch (CorruptionException e) {
            findings.handle(e);
            return BlockVerdict.unreadable(path.toString(), findings);
        }
        try (Block block = Block.open(path, meta)) {
            return verify(block, findings, progress);
        } catch (CorruptionException e) {
            findings.handle(e);
        } catch (NoSuchFileException e) {
            if (!DataDirectory.isBlock(path)) {
                throw e;
            }
            findings.add(Finding.Kind.DAMAGE, e.getFile() + ": no such file");
        }
        return BlockVerdict.unreadable(path.toString(), findings);
    }

    /// Holds a rewritten block against its original.
    ///
    /// @param pair the two; a new block that was made of none is a finding
    /// @throws NoSuchFileException when one of them is gone
    public Comparison compare(BlockPairs.Pair pair, Expectation expectation, VerifyProgress progress)
            throws IOException {
        String original = pair.original().map(entry -> entry.path().toString()).orElse(null);
        String rewritten =
                pair.rewritten().map(entry -> entry.path().toString()).orElse(null);
        Findings findings = new Findings(rewritten == null ? original : rewritten);
        if (original == null) {
            findings.add(Finding.Kind.DIFFERENCE, "made of no block of the original");
            return new Comparison(null, rewritten, Accounting.NONE, findings.list());
        }
        Accounting accounting = Accounting.NONE;
        try (Block before = open(pair.original().get());
                Block after = pair.rewritten().isEmpty()
                        ? null
                        : open(pair.rewritten().get())) {
            accounting = compare(new RewriteCheck(before, after, expectation, findings, progress), progress);
        } catch (CorruptionException e) {
            findings.handle(e);
        }
        return new Comparison(original, rewritten, accounting, findings.list());
    }

    private static Block open(DataDirectory.Entry entry) throws IOException {
        Block block = Block.open(entry.path(), entry.meta());
        try {
            while (block.symbols().next()) {
                // Reading to the end makes every symbol known to its table.
            }
            return block;
        } catch (CorruptionException e) {
            block.close();
            throw e;
        }
    }

    private Accounting compare(RewriteCheck check, VerifyProgress progress) {
        progress.start("labels", check.originalSeries());
        Accounting homeless = sum(check.originalSeries(), check::place);
        if (check.rewrittenSeries() == 0) {
            return homeless;
        }
        progress.start("samples", check.rewrittenSeries());
        RewriteCheck.Places places = check.places();
        return homeless.plus(sum(check.rewrittenSeries(), (from, to) -> check.compare(places, from, to)));
    }

    /// Work on a range of series.
    private interface RangeWork<T> {
        T run(int from, int to);
    }

    private Accounting sum(int count, RangeWork<Accounting> work) {
        Accounting sum = Accounting.NONE;
        for (Accounting part : results(submit(count, work))) {
            sum = sum.plus(part);
        }
        return sum;
    }

    /// Starts the work on all ranges of series.
    private <T> List<Future<T>> submit(int count, RangeWork<T> work) {
        int ranges = Math.clamp(count / SMALLEST_RANGE, 1, threads * RANGES_PER_THREAD);
        List<Future<T>> parts = new ArrayList<>();
        for (int i = 0; i < ranges; i++) {
            int from = (int) ((long) count * i / ranges);
            int to = (int) ((long) count * (i + 1) / ranges);
            parts.add(executor.submit(() -> work.run(from, to)));
        }
        return parts;
    }

    private BlockVerdict verify(Block block, Findings findings, VerifyProgress progress) {
        String name = block.path().getFileName().toString();
        if (Ulid.isValid(name) && !name.equals(block.meta().ulid())) {
            findings.add(
                    Finding.Kind.STATISTICS,
                    "meta.json is of the block " + block.meta().ulid());
        }
        while (block.symbols().next()) {
            // Reading to the end checks their order and makes them known to their table.
        }
        SeriesCheck checked = read(block, findings, progress);
        checked.indexAudit().fixedParts(findings);
        checked.segmentAudit().headers(findings);
        // Something that is damaged has told so already, and would be told of again as bytes of nothing.
        if (!findings.hasFaults()) {
            checked.indexAudit().finish(findings);
            checked.segmentAudit().finish(findings);
        }
        checkTombstones(block, findings);
        checkStatistics(block, checked, findings);
        return new BlockVerdict(
                block.path().toString(),
                checked.seriesCount(),
                checked.chunkCount(),
                checked.floatSamples(),
                checked.histogramSamples(),
                findings.list());
    }

    private SeriesCheck read(Block block, Findings findings, VerifyProgress progress) {
        int count = block.allSeries().count();
        progress.start("verify " + block.path().getFileName(), count);
        Future<PostingsCheck> postings = executor.submit(() -> new PostingsCheck(block, findings).run());
        List<Future<SeriesCheck>> parts =
                submit(count, (from, to) -> new SeriesCheck(block, findings, progress).run(from, to));
        IndexAudit lists = results(List.of(postings)).getFirst().audit();
        List<SeriesCheck> checked = results(parts);
        SeriesCheck whole = checked.getFirst();
        checked.stream().skip(1).forEach(whole::merge);
        whole.indexAudit().merge(lists);
        return whole;
    }

    /// The results of all tasks; the first failure is thrown once all have ended, because they read open files.
    private static <T> List<T> results(List<Future<T>> tasks) {
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (Future<T> task : tasks) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return switch (failure) {
            case null -> results;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        };
    }

    private static void checkTombstones(Block block, Findings findings) {
        block.tombstones().forEach((reference, minTime, maxTime) -> {
            if (minTime > maxTime) {
                findings.add(
                        Finding.Kind.TOMBSTONES,
                        "a tombstone of series " + reference + " from " + minTime + " to " + maxTime);
            }
            if (!isSeries(block, reference)) {
                findings.add(Finding.Kind.TOMBSTONES, "a tombstone of series " + reference + ", which is not there");
            }
        });
    }

    private static boolean isSeries(Block block, long reference) {
        int low = 0;
        int high = block.allSeries().count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = block.allSeries().reference(middle);
            if (there == reference) {
                return true;
            }
            if (there < reference) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    private static void checkStatistics(Block block, SeriesCheck counted, Findings findings) {
        BlockMeta.Stats stats = block.meta().stats();
        long samples = counted.floatSamples() + counted.histogramSamples();
        check(findings, "series", stats.series(), counted.seriesCount());
        check(findings, "chunks", stats.chunks(), counted.chunkCount());
        check(findings, "samples", stats.samples(), samples);
        check(findings, "tombstones", stats.tombstones(), block.tombstones().count());
        // Older releases say nothing of kinds of samples.
        if (stats.floatSamples() + stats.histogramSamples() > 0) {
            check(findings, "float samples", stats.floatSamples(), counted.floatSamples());
            check(findings, "histogram samples", stats.histogramSamples(), counted.histogramSamples());
        }
    }

    private static void check(Findings findings, String what, long said, long counted) {
        if (said != counted) {
            findings.add(Finding.Kind.STATISTICS, "meta.json says " + said + " " + what + ", there are " + counted);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
