package dev.headroom.tsdb.head;

import dev.headroom.tsdb.histogram.Histogram;
import java.util.List;

/// Several runs of one series as one, each time once.
///
/// Which of several samples of a time is kept follows from the order of the runs and from the shape of the heap in
/// which they wait, as in Prometheus's querier (`chainSampleIterator` in `storage/merge.go`), whose comment calls
/// it random; usually the run that begins later wins.
final class MergedRun extends SampleRun {
    private final List<SampleRun> runs;
    private final SampleRun[] heap;
    private int waiting;
    private SampleRun current;
    private boolean started;
    private long lastTime = Long.MIN_VALUE;

    MergedRun(List<SampleRun> runs) {
        this.runs = runs;
        heap = new SampleRun[runs.size()];
    }

    @Override
    public boolean next() {
        if (!started) {
            started = true;
            current = runs.getFirst();
            for (SampleRun run : runs.subList(1, runs.size())) {
                if (run.next()) {
                    push(run);
                }
            }
        }
        while (current != null) {
            if (current.next()) {
                if (current.timestamp() == lastTime) {
                    continue;
                }
                if (waiting == 0 || current.timestamp() < heap[0].timestamp()) {
                    break;
                }
                push(current);
            } else if (waiting == 0) {
                current = null;
                return false;
            }
            current = pop();
            if (current.timestamp() != lastTime) {
                break;
            }
        }
        if (current == null) {
            return false;
        }
        lastTime = current.timestamp();
        return true;
    }

    @Override
    public long timestamp() {
        return current.timestamp();
    }

    @Override
    public long startTimestamp() {
        return current.startTimestamp();
    }

    @Override
    public boolean isHistogram() {
        return current.isHistogram();
    }

    @Override
    public long valueBits() {
        return current.valueBits();
    }

    @Override
    public Histogram histogram() {
        return current.histogram();
    }

    private void push(SampleRun run) {
        int at = waiting++;
        heap[at] = run;
        while (at > 0 && isBefore(at, (at - 1) / 2)) {
            swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    private SampleRun pop() {
        swap(0, --waiting);
        int at = 0;
        while (2 * at + 1 < waiting) {
            int child = 2 * at + 1;
            if (child + 1 < waiting && isBefore(child + 1, child)) {
                child++;
            }
            if (!isBefore(child, at)) {
                break;
            }
            swap(at, child);
            at = child;
        }
        SampleRun top = heap[waiting];
        heap[waiting] = null;
        return top;
    }

    private boolean isBefore(int left, int right) {
        return heap[left].timestamp() < heap[right].timestamp();
    }

    private void swap(int left, int right) {
        SampleRun run = heap[left];
        heap[left] = heap[right];
        heap[right] = run;
    }
}
