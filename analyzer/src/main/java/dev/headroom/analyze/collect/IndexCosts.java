package dev.headroom.analyze.collect;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.PostingsReader;
import dev.headroom.tsdb.index.PostingsTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What each label name costs a block's index, apart from the series entries: its postings lists, its entries in
/// the postings offset table, and its strings in the symbol table. Reads, and so checks, every postings list.
///
/// A string that is a value of two labels stands once in the symbol table and is counted for both.
final class IndexCosts {
    /// Bytes of one label name over the blocks read.
    static final class Cost {
        long postingsBytes;
        long offsetTableBytes;
        long symbolBytes;

        void plus(Cost more) {
            postingsBytes += more.postingsBytes;
            offsetTableBytes += more.offsetTableBytes;
            symbolBytes += more.symbolBytes;
        }
    }

    private final Map<String, Cost> byName = new HashMap<>();

    // The name that was read last, and what it costs.
    private byte[] name = {};
    private Cost cost;

    /// Adds what a block's names cost; different threads may each read one.
    void add(Block block) {
        IndexCosts costs = new IndexCosts();
        costs.read(block);
        merge(costs);
    }

    private synchronized void merge(IndexCosts other) {
        other.byName.forEach(
                (name, cost) -> byName.computeIfAbsent(name, n -> new Cost()).plus(cost));
    }

    Cost of(String name) {
        return byName.getOrDefault(name, new Cost());
    }

    private void read(Block block) {
        PostingsTable table = new PostingsTable(block.index());
        PostingsReader lists = new PostingsReader(block.index());
        while (table.next()) {
            read(lists, table);
        }
    }

    /// Reads the postings list of a label pair.
    private void read(PostingsReader lists, PostingsTable pair) {
        long references = 4L * lists.open(pair.postingsOffset()).count();
        byte[] bytes = pair.bytes();
        int from = pair.nameStart();
        int to = from + pair.nameLength();
        if (cost == null || !Arrays.equals(bytes, from, to, name, 0, name.length)) {
            name = Arrays.copyOfRange(bytes, from, to);
            cost = byName.computeIfAbsent(new String(name, StandardCharsets.UTF_8), n -> new Cost());
            cost.symbolBytes += entry(name.length);
        }
        cost.postingsBytes += 12 + references;
        cost.offsetTableBytes += pair.entryLength();
        cost.symbolBytes += entry(pair.valueLength());
    }

    /// Bytes of a string with its length in front.
    private static int entry(int length) {
        return (38 - Integer.numberOfLeadingZeros(length | 1)) / 7 + length;
    }
}
