package dev.headroom.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.IndexImage;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolTableTest {
    /// Where the length of a string takes another byte, and the window another fill.
    private static final List<Integer> LENGTHS = List.of(0, 1, 126, 127, 128, 129, 16_383, 16_384, 16_385, 100_000);

    @TempDir
    Path temporary;

    @Test
    void lengthsAreThoseOfTheTextsInTablesAloneAndMerged() throws IOException {
        try (IndexFile one = index("one", "x");
                IndexFile other = index("other", "y")) {
            SymbolTable alone = new SymbolTable(one);
            MergedSymbols merged = MergedSymbols.of(List.of(alone));
            MergedSymbols both = MergedSymbols.of(List.of(new SymbolTable(one), new SymbolTable(other)));
            assertLengths(merged);
            assertLengths(both);
            assertThat(both.count()).isGreaterThan(merged.count());
            // In any order, whatever the cursor was at.
            for (int ordinal = alone.count() - 1; ordinal >= 0; ordinal--) {
                assertThat(alone.length(ordinal))
                        .isEqualTo(alone.text(ordinal).getBytes(StandardCharsets.UTF_8).length);
            }
        }
    }

    @Test
    void aLengthMayTakeMoreBytesThanItNeeds() throws IOException {
        IndexImage image = new IndexImage.Builder()
                .series(Map.of("abc", "xyz"), new IndexImage.Chunk(0, 1, 8))
                .build();
        // The first symbol is "abc", behind the length and the number of symbols; now its length takes two bytes.
        Path file = temporary.resolve("padded");
        Files.write(file, image.with(image.symbols() + 8, 0x82, 0, 'b', 'c').bytes());
        try (IndexFile index = IndexFile.open(file)) {
            MergedSymbols symbols = MergedSymbols.of(List.of(new SymbolTable(index)));
            assertThat(symbols.text(0)).isEqualTo("bc");
            assertThat(symbols.length(0)).isEqualTo(2);
            assertLengthsOfAll(symbols);
        }
    }

    private static void assertLengths(MergedSymbols symbols) {
        assertThat(symbols.count()).isGreaterThanOrEqualTo(LENGTHS.size());
        assertLengthsOfAll(symbols);
    }

    private static void assertLengthsOfAll(MergedSymbols symbols) {
        for (int id = 0; id < symbols.count(); id++) {
            assertThat(symbols.length(id)).isEqualTo(symbols.bytes(id).length);
        }
    }

    /// An index with values of all lengths, the last of them that of the longest.
    private IndexFile index(String name, String letter) throws IOException {
        IndexImage.Builder builder = new IndexImage.Builder();
        for (int length : LENGTHS) {
            builder.series(Map.of("name", letter.repeat(length)), new IndexImage.Chunk(0, 1, 8));
        }
        Path file = temporary.resolve(name);
        Files.write(file, builder.build().bytes());
        return IndexFile.open(file);
    }
}
