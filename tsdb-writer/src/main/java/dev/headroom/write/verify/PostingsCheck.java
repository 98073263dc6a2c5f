package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.IndexAudit;
import dev.headroom.tsdb.index.Postings;
import dev.headroom.tsdb.index.PostingsTable;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SymbolTable;
import dev.headroom.tsdb.selector.Matcher;
import java.util.Arrays;
import java.util.BitSet;

/// Holds the postings against the series: each label pair of a series has one list, the list has each series that
/// carries the pair and no other, and the table has no other pairs. Also tells which symbols nobody uses.
///
/// Reads all series of the index once, and then table and lists from front to back.
final class PostingsCheck {
    private final Block block;
    private final Findings findings;
    private final SymbolTable symbols;
    private final IndexAudit audit;
    private final PairSums sums = new PairSums();
    private final BitSet used = new BitSet();

    private byte[] name = {};
    private long nameSymbol = -1;

    PostingsCheck(Block block, Findings findings) {
        this.block = block;
        this.findings = findings;
        symbols = block.symbols();
        audit = new IndexAudit(block.index());
    }

    PostingsCheck run() {
        readSeries();
        try {
            if (block.index().version() == 1) {
                lookUpTable(sums.sorted());
            } else {
                compareTable(sums.sorted());
            }
        } catch (CorruptionException e) {
            findings.handle(e);
        }
        reportUnused();
        return this;
    }

    IndexAudit audit() {
        return audit;
    }

    private void readSeries() {
        SeriesCursor series = new SeriesCursor(block.index(), symbols);
        for (int i = 0; i < block.allSeries().count(); i++) {
            try {
                series.read(block.allSeries().reference(i));
            } catch (CorruptionException e) {
                continue; // SeriesCheck tells
            }
            int[] labels = series.labels();
            for (int at = 0; at < series.labelsLength(); at += 2) {
                used.set(labels[at]);
                used.set(labels[at + 1]);
                sums.add((long) labels[at] << 32 | labels[at + 1], series.reference());
            }
        }
    }

    /// Goes through the table and the pairs of the series side by side; both are by name and then value.
    private void compareTable(long[] pairs) {
        PostingsTable table = new PostingsTable(block.index());
        int next = 0;
        boolean all = false;
        while (table.next()) {
            if (table.isAll()) {
                if (all) {
                    findings.add(Finding.Kind.POSTINGS, "the list of all series stands in the table twice");
                } else {
                    audit.postings(block.allSeries());
                }
                all = true;
                continue;
            }
            int order = next == pairs.length ? -1 : compare(table, pairs[next]);
            for (; order > 0; order = next == pairs.length ? -1 : compare(table, pairs[next])) {
                missing(pairs[next++]);
            }
            if (order < 0) {
                findings.add(
                        Finding.Kind.POSTINGS,
                        "a list for " + shown(table) + ", which no series has or which is out of order");
                audit(table);
            } else {
                checkList(table, pairs[next++]);
            }
        }
        while (next < pairs.length) {
            missing(pairs[next++]);
        }
    }

    /// Looks up each pair of a table that is in no order: that of an index of version 1.
    private void lookUpTable(long[] pairs) {
        PostingsTable table = new PostingsTable(block.index());
        BitSet seen = new BitSet();
        while (table.next()) {
            if (table.isAll()) {
                audit.postings(block.allSeries());
                continue;
            }
            byte[] bytes = table.bytes();
            long label = find(bytes, table.nameStart(), table.nameLength());
            long value = find(bytes, table.valueStart(), table.valueLength());
            int position = label < 0 || value < 0 ? -1 : Arrays.binarySearch(pairs, label << 32 | value);
            if (position < 0 || seen.get(position)) {
                findings.add(
                        Finding.Kind.POSTINGS,
                        "a list for " + shown(table) + ", which no series has or which has another one");
                audit(table);
            } else {
                seen.set(position);
                checkList(table, pairs[position]);
            }
        }
        for (int i = seen.nextClearBit(0); i < pairs.length; i = seen.nextClearBit(i + 1)) {
            missing(pairs[i]);
        }
    }

    /// The symbol of these bytes, or -1.
    private int find(byte[] bytes, int offset, int length) {
        int low = 0;
        int high = symbols.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            symbols.seek(middle);
            int order = Arrays.compareUnsigned(
                    symbols.bytes(),
                    symbols.offset(),
                    symbols.offset() + symbols.length(),
                    bytes,
                    offset,
                    offset + length);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private void missing(long pair) {
        byte[] label = bytes((int) (pair >>> 32));
        findings.add(Finding.Kind.POSTINGS, "no list for " + shown(label, bytes((int) pair)));
    }

    private void checkList(PostingsTable table, long pair) {
        Postings list = audit(table);
        if (list == null) {
            return;
        }
        long sum = 0;
        long previous = -1;
        for (int i = 0; i < list.count(); i++) {
            long reference = list.reference(i);
            if (reference <= previous) {
                findings.add(Finding.Kind.POSTINGS, "the list of " + shown(table) + " is not ascending");
                return;
            }
            previous = reference;
            sum += PairSums.mix(reference);
        }
        if (list.count() != sums.count(pair)) {
            findings.add(
                    Finding.Kind.POSTINGS,
                    "the list of " + shown(table) + " has " + list.count()
                            + " series, of those that carry it there are " + sums.count(pair));
        } else if (sum != sums.sum(pair)) {
            findings.add(Finding.Kind.POSTINGS, "the list of " + shown(table) + " has other series than carry it");
        }
    }

    /// The list of the table's current pair, or `null` when it is damaged.
    private Postings audit(PostingsTable table) {
        try {
            Postings list = new Postings(block.index(), table.postingsOffset());
            audit.postings(list);
            return list;
        } catch (CorruptionException e) {
            findings.handle(e);
            return null;
        }
    }

    /// How the table's current pair compares with a pair of symbols.
    private int compare(PostingsTable table, long pair) {
        int symbol = (int) (pair >>> 32);
        if (symbol != nameSymbol) {
            name = bytes(symbol);
            nameSymbol = symbol;
        }
        int order = Arrays.compareUnsigned(
                table.bytes(), table.nameStart(), table.nameStart() + table.nameLength(), name, 0, name.length);
        if (order != 0) {
            return order;
        }
        symbols.seek((int) pair);
        return Arrays.compareUnsigned(
                table.bytes(),
                table.valueStart(),
                table.valueStart() + table.valueLength(),
                symbols.bytes(),
                symbols.offset(),
                symbols.offset() + symbols.length());
    }

    private void reportUnused() {
        int unused = symbols.count() - used.cardinality();
        // The empty string is the name of the list of all series, and some writers make it a symbol.
        if (symbols.count() > 0 && !used.get(0) && bytes(0).length == 0) {
            unused--;
        }
        if (unused > 0) {
            findings.add(Finding.Kind.NOTE, unused + (unused == 1 ? " symbol" : " symbols") + " that no series uses");
        }
    }

    private byte[] bytes(int symbol) {
        symbols.seek(symbol);
        return Arrays.copyOfRange(symbols.bytes(), symbols.offset(), symbols.offset() + symbols.length());
    }

    private static String shown(PostingsTable table) {
        byte[] bytes = table.bytes();
        return shown(
                Arrays.copyOfRange(bytes, table.nameStart(), table.nameStart() + table.nameLength()),
                Arrays.copyOfRange(bytes, table.valueStart(), table.valueStart() + table.valueLength()));
    }

    private static String shown(byte[] label, byte[] value) {
        return Matcher.of(label, Matcher.Type.EQ, value).toString();
    }
}
