package dev.headroom.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Merged symbols against a sorted set of strings.
class MergedSymbolsTest {
    @Property(tries = 500)
    void idsAreThePlacesInTheSortedUnion(@ForAll("tables") List<List<byte[]>> tables) {
        NavigableSet<byte[]> union = new TreeSet<>(Arrays::compareUnsigned);
        tables.forEach(union::addAll);
        List<byte[]> all = new ArrayList<>(union);

        MergedSymbols merged = MergedSymbols.of(tables.stream().map(Table::new).toList());

        assertThat(merged.count()).isEqualTo(all.size());
        for (int source = 0; source < tables.size(); source++) {
            int[] ids = merged.idsOf(source);
            List<byte[]> table = tables.get(source);
            for (int ordinal = 0; ordinal < table.size(); ordinal++) {
                int id = ids == null ? ordinal : ids[ordinal];
                assertThat(all.get(id)).isEqualTo(table.get(ordinal));
            }
        }
        for (int id = 0; id < all.size(); id++) {
            String text = new String(all.get(id), StandardCharsets.UTF_8);
            assertThat(merged.bytes(id)).isEqualTo(all.get(id));
            assertThat(merged.length(id)).isEqualTo(all.get(id).length);
            assertThat(merged.text(id)).isEqualTo(text);
            if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), all.get(id))) {
                assertThat(merged.find(text)).isEqualTo(id);
            }
        }
        assertThat(merged.find("no symbol of any table")).isEqualTo(-1);
    }

    @Example
    void bytesDecideTheOrderNotCharacters() {
        // In UTF-16 the second one comes first.
        byte[] privateUse = "\uff5e".getBytes(StandardCharsets.UTF_8);
        byte[] emoji = "\ud83c\udf89".getBytes(StandardCharsets.UTF_8);
        MergedSymbols merged = MergedSymbols.of(List.of(new Table(List.of(emoji)), new Table(List.of(privateUse))));
        assertThat(merged.text(0)).isEqualTo("\uff5e");
        assertThat(merged.text(1)).isEqualTo("\ud83c\udf89");
    }

    /// The sources have a cursor each, which all who ask share.
    @Example
    void anyNumberOfThreadsMayAsk() throws Exception {
        List<byte[]> even = new ArrayList<>();
        List<byte[]> odd = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            (i % 2 == 0 ? even : odd).add("%04d".formatted(i).getBytes(StandardCharsets.UTF_8));
        }
        MergedSymbols merged = MergedSymbols.of(List.of(new Table(even), new Table(odd)));
        // Others know the same sources under ids of their own.
        MergedSymbols more = merged.plus(
                new Table(List.of("9999".getBytes(StandardCharsets.UTF_8))),
                IntStream.rangeClosed(0, 2000).toArray());
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                MergedSymbols asked = thread % 2 == 0 ? merged : more;
                wrong.add(threads.submit(() -> wrongAnswers(asked)));
            }
            for (Future<Integer> answers : wrong) {
                assertThat(answers.get()).isZero();
            }
        }
    }

    private static int wrongAnswers(MergedSymbols symbols) {
        int wrong = 0;
        for (int round = 0; round < 20; round++) {
            for (int id = 0; id < 2000; id++) {
                String text = "%04d".formatted(id);
                boolean right = symbols.find(text) == id
                        && symbols.text(id).equals(text)
                        && symbols.bytes(id).length == symbols.length(id);
                wrong += right ? 0 : 1;
            }
        }
        return wrong;
    }

    /// Few different bytes, so that tables share strings and strings share beginnings; 0x80 and 0xff tell signed
    /// from unsigned.
    @Provide
    Arbitrary<List<List<byte[]>>> tables() {
        Arbitrary<byte[]> few = Arbitraries.of((byte) 'a', (byte) 'b', (byte) 0, (byte) 0x80, (byte) 0xff)
                .array(byte[].class)
                .ofMaxSize(4);
        Arbitrary<byte[]> longer =
                Arbitraries.of((byte) 'a', (byte) 'b').array(byte[].class).ofSize(200);
        return Arbitraries.oneOf(few, few, few, longer)
                .list()
                .ofMaxSize(20)
                .map(strings -> {
                    NavigableSet<byte[]> sorted = new TreeSet<>(Arrays::compareUnsigned);
                    sorted.addAll(strings);
                    return List.copyOf(sorted);
                })
                .list()
                .ofMaxSize(6);
    }

    /// A table in memory; each string stands at another place of the array, as it may in a window over a file.
    private static final class Table implements SymbolSource {
        private final List<byte[]> strings;
        private byte[] bytes = {};
        private int offset;
        private int next;

        Table(List<byte[]> strings) {
            this.strings = strings;
        }

        @Override
        public int count() {
            return strings.size();
        }

        @Override
        public boolean next() {
            if (next == strings.size()) {
                return false;
            }
            seek(next++);
            return true;
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public int offset() {
            return offset;
        }

        @Override
        public int length() {
            return bytes.length - 2 * offset;
        }

        @Override
        public void seek(int ordinal) {
            assertThat(ordinal).isLessThan(next);
            byte[] string = strings.get(ordinal);
            offset = ordinal % 3;
            bytes = new byte[string.length + 2 * offset];
            System.arraycopy(string, 0, bytes, offset, string.length);
        }
    }
}
