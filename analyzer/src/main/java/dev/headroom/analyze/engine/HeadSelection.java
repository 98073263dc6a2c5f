package dev.headroom.analyze.engine;

import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/// The series of the head that selectors choose. Every matcher is asked once per symbol.
public final class HeadSelection {
    private static final byte UNKNOWN = 0;
    private static final byte YES = 1;
    private static final byte NO = 2;

    private HeadSelection() {}

    /// Which series, by number, any of the selectors chooses; all of them when there are no selectors.
    public static IntPredicate of(HeadIndex index, List<Selector> selectors) {
        if (selectors.isEmpty()) {
            return series -> true;
        }
        BitSet chosen = new BitSet(index.seriesCount());
        for (Selector selector : selectors) {
            BitSet bits = new BitSet(index.seriesCount());
            bits.set(0, index.seriesCount());
            for (Matcher matcher : selector.matchers()) {
                restrict(index, matcher, bits);
            }
            chosen.or(bits);
        }
        return chosen::get;
    }

    private static void restrict(HeadIndex index, Matcher matcher, BitSet bits) {
        int name = index.find(matcher.name());
        byte[] answers = new byte[index.symbolCount()];
        boolean takesAbsent = matcher.matchesEmpty();
        for (int series = bits.nextSetBit(0); series >= 0; series = bits.nextSetBit(series + 1)) {
            int value = index.valueOf(series, name);
            if (value >= 0 && answers[value] == UNKNOWN) {
                answers[value] = matcher.matches(index.symbolBytes(value)) ? YES : NO;
            }
            if (value < 0 ? !takesAbsent : answers[value] == NO) {
                bits.clear(series);
            }
        }
    }
}
