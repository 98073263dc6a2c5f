package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.SampleCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The samples of a series' chunks in the order of time, each timestamp once: of samples at one time, that of the
/// first block. Samples out of the range or under a tombstone are passed over.
///
/// Chunks are opened when their time comes, so only chunks that overlap one another are open together.
final class SampleMerger {
    /// An open chunk.
    private static final class Slot {
        final SampleCursor cursor = new SampleCursor();
        byte[] buffer = new byte[2048];
        int piece;
    }

    private final List<Slot> open = new ArrayList<>();
    private final List<Slot> spare = new ArrayList<>();
    private Pieces pieces;
    private int[] order = new int[64];
    private int nextPiece;
    private Slot current;

    void reset(Pieces series) {
        spare.addAll(open);
        open.clear();
        pieces = series;
        order = pieces.byTime(order);
        nextPiece = 0;
        current = null;
    }

    /// Steps to the next sample; false after the last.
    boolean next() {
        if (current != null) {
            passTime(current.cursor.timestamp());
        }
        while (true) {
            if (open.isEmpty()) {
                if (nextPiece == pieces.count()) {
                    current = null;
                    return false;
                }
                openNext();
                continue;
            }
            Slot first = earliest();
            if (nextPiece < pieces.count() && pieces.minTime(order[nextPiece]) <= first.cursor.timestamp()) {
                openNext();
                continue;
            }
            current = first;
            return true;
        }
    }

    /// The current sample.
    SampleCursor sample() {
        return current.cursor;
    }

    /// Tells the visitor the current sample.
    void tell(SampleVisitor visitor) throws IOException {
        SampleCursor sample = current.cursor;
        if (sample.isHistogram()) {
            visitor.sample(sample.timestamp(), sample.startTimestamp(), sample.histogram());
        } else {
            visitor.sample(sample.timestamp(), sample.startTimestamp(), sample.value());
        }
    }

    /// Moves every open chunk behind this time.
    private void passTime(long time) {
        for (int i = open.size() - 1; i >= 0; i--) {
            Slot slot = open.get(i);
            while (slot.cursor.timestamp() <= time) {
                if (!advance(slot)) {
                    spare.add(open.remove(i));
                    break;
                }
            }
        }
    }

    private Slot earliest() {
        Slot earliest = open.getFirst();
        for (int i = 1; i < open.size(); i++) {
            Slot slot = open.get(i);
            long difference = Long.compare(slot.cursor.timestamp(), earliest.cursor.timestamp());
            if (difference < 0 || (difference == 0 && slot.piece < earliest.piece)) {
                earliest = slot;
            }
        }
        return earliest;
    }

    private void openNext() {
        Slot slot = spare.isEmpty() ? new Slot() : spare.removeLast();
        slot.piece = order[nextPiece++];
        if (openAt(slot) && advance(slot)) {
            open.add(slot);
        } else {
            spare.add(slot);
        }
    }

    private boolean openAt(Slot slot) {
        try {
            slot.buffer = pieces.open(slot.piece, slot.cursor, slot.buffer);
            return true;
        } catch (CorruptionException e) {
            pieces.damaged(slot.piece, e);
            return false;
        }
    }

    /// Steps to the chunk's next sample that counts.
    private boolean advance(Slot slot) {
        try {
            while (slot.cursor.next()) {
                if (pieces.counts(slot.piece, slot.cursor.timestamp())) {
                    return true;
                }
            }
            return false;
        } catch (CorruptionException e) {
            pieces.damaged(slot.piece, e);
            return false;
        }
    }
}
