package dev.headroom.analyze.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/// What the disk of one server has to hold, and for how long it lasts.
public final class DiskPlan {
    /// The part of a disk that Prometheus's documentation lets blocks and log have at most.
    public static final double MOST_OF_A_DISK = 0.85;

    /// Nobody plans further ahead.
    public static final long HORIZON = 10 * 365 * 86_400_000L;

    private static final long HOUR = 3_600_000;
    private static final int ROWS = 400;

    private final Workload load;
    private final Retention retention;
    private final LongFunction<BlockRanges> rangesOf;
    private final BlockRanges ranges;
    private final List<PlannedBlock> blocks;
    private final LogFound log;

    /// @param load what the server takes in from now on
    /// @param rangesOf the block ranges of a server with this `--storage.tsdb.retention.time`, 0 for none
    /// @param blocks those that are there, from old to young
    /// @param log the log that is there
    public DiskPlan(
            Workload load,
            Retention retention,
            LongFunction<BlockRanges> rangesOf,
            List<PlannedBlock> blocks,
            LogFound log) {
        this.load = load;
        this.retention = retention;
        this.rangesOf = rangesOf;
        this.ranges = rangesOf.apply(retention.millis());
        this.blocks = List.copyOf(blocks);
        this.log = log;
    }

    /// What a directory needs over one round of compactions, from one block of the longest range to the next.
    ///
    /// @param lowest the least that is ever there
    /// @param average what is there on average
    /// @param fullest what is there at the worst moment
    /// @param kept how far back the data reaches at least, milliseconds
    public record Need(double lowest, DiskState average, DiskState fullest, long kept) {}

    /// A moment of the time to come.
    ///
    /// @param before what is there before the head is cut
    /// @param fullest what is there while that goes on
    /// @param after what is there when it is done
    public record Moment(long time, DiskState before, DiskState fullest, DiskState after) {}

    /// What the retention needs at today's rates, once it is full.
    public Need now() {
        Workload flat = load.withGrowth(Growth.NONE);
        long fill = fillMillis(flat, retention) + 3 * round(ranges);
        DiskModel model = new DiskModel(flat, ranges, retention, load.now() - fill);
        return need(model, load.now() - round(ranges), load.now());
    }

    /// What the retention needs when all that is there now is gone, at the rates of then.
    public Need atEnd() {
        return atEnd(retention, ranges);
    }

    private Need atEnd(Retention retention, BlockRanges ranges) {
        // A server that is new has no old blocks to wait for; one whose retention is full has.
        DiskModel model = blocks.isEmpty()
                ? new DiskModel(load, ranges, retention, load.now() - 2 * ranges.longest())
                : new DiskModel(load, ranges, retention, blocks, log);
        long end = load.now() + fillMillis(load, retention);
        return need(model, end, end + round(ranges));
    }

    /// How long it takes until the oldest data is deleted.
    private static long fillMillis(Workload load, Retention retention) {
        if (retention.millis() > 0) {
            return retention.millis();
        }
        if (retention.bytes() == 0) {
            return HORIZON;
        }
        double perHour = Math.max(1, load.chunkBytes(load.now(), load.now() + HOUR));
        return (long) Math.min(HORIZON, retention.bytes() / perHour * HOUR);
    }

    /// From one block of the longest range to the next; a small log takes a few cuts of the head to come round.
    private static long round(BlockRanges ranges) {
        return Math.max(ranges.longest(), 6 * ranges.shortest());
    }

    private static Need need(DiskModel model, long from, long to) {
        while (model.due() < from) {
            model.step();
        }
        DiskState sum = DiskState.NONE;
        DiskState fullest = DiskState.NONE;
        double lowest = Double.MAX_VALUE;
        long kept = Long.MAX_VALUE;
        int steps = 0;
        do {
            model.step();
            sum = sum.plus(model.before()).plus(model.after());
            fullest = fullest.larger(model.fullest());
            lowest = Math.min(lowest, model.after().total());
            kept = Math.min(kept, model.time() - model.oldest());
            steps++;
        } while (model.due() <= to);
        return new Need(lowest, sum.times(0.5 / steps), fullest, kept);
    }

    /// What is there from now on for twice the retention, in some hundred rows at most.
    public List<Moment> course() {
        long millis = 2 * fillMillis(load, retention) + round(ranges);
        long perRow = millis / ROWS + 1;
        DiskModel model = new DiskModel(load, ranges, retention, blocks, log);
        List<Moment> moments = new ArrayList<>();
        long row = load.now() + perRow;
        DiskState fullest = DiskState.NONE;
        while (model.due() <= load.now() + millis) {
            model.step();
            fullest = fullest.larger(model.fullest());
            if (model.due() > row) {
                moments.add(new Moment(model.time(), model.before(), fullest, model.after()));
                fullest = DiskState.NONE;
                row = model.due() + perRow - ranges.shortest();
            }
        }
        return moments;
    }

    /// When a disk of this size is full for the first time; -1 when it never is, within ten years.
    public long fullAt(double disk) {
        DiskModel model = new DiskModel(load, ranges, retention, blocks, log);
        boolean constant = load.growth().isNone();
        long end = load.now() + (constant ? fillMillis(load, retention) + 2 * round(ranges) : HORIZON);
        while (model.due() <= end) {
            model.step();
            if (model.fullest().total() > disk) {
                return model.time();
            }
        }
        return -1;
    }

    /// The longest `--storage.tsdb.retention.time` whose data a disk of this size holds, in whole hours; 0 when it
    /// does not hold a block, and no more than ten years.
    public long longestRetention(double disk) {
        long hours = largest(ranges.shortest() / HOUR + 1, HORIZON / HOUR, h -> {
            Retention longer = new Retention(h * HOUR, retention.bytes());
            return atEnd(longer, rangesOf.apply(longer.millis())).fullest().total() <= disk;
        });
        return hours * HOUR;
    }

    /// The largest `--storage.tsdb.retention.size` with which a disk of this size does not overflow, although the
    /// limit does not count a block while it is written; 0 when there is none.
    public long safeSize(double disk) {
        long most = (long) (disk * MOST_OF_A_DISK);
        long unit = Math.max(1, most / 1000);
        return unit
                * largest(1, most / unit, n -> {
                    Retention limited = new Retention(retention.millis(), n * unit);
                    return atEnd(limited, ranges).fullest().total() <= disk;
                });
    }

    /// The largest number that holds, where every smaller one does; 0 when the first does not.
    private static long largest(long first, long last, LongPredicate holds) {
        if (!holds.test(first)) {
            return 0;
        }
        long yes = first;
        long no = last + 1;
        while (no - yes > Math.max(1, yes / 500)) {
            long middle = yes + (no - yes) / 2;
            if (middle > 4 * yes) {
                middle = 4 * yes;
            }
            if (holds.test(middle)) {
                yes = middle;
            } else {
                no = middle;
            }
        }
        return yes;
    }
}
