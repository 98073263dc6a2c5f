package dev.headroom.tsdb.block;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockMetaReaderTest {
    private static final String META = """
            {"ulid": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "minTime": 1, "maxTime": 2, "version": 1, "new": {"a": [1]}}
            """;

    @TempDir
    Path dir;

    @Test
    void unknownFieldsAreKept() throws IOException {
        BlockMeta meta = read(META, UTF_8);
        assertThat(meta.ulid()).isEqualTo("01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assertThat(meta.minTime()).isEqualTo(1);
        assertThat(meta.maxTime()).isEqualTo(2);
        assertThat(meta.json()).isEqualTo(META);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{; expected JSON, found the end of the file",
                "{\"ulid\"}; expected JSON, found something else",
                "{'ulid': 1}; expected JSON, found something else",
                "{\"version\": 01}; expected JSON, found something else",
                "{\"version\": 1,}; expected JSON, found something else",
                "[]; expected an object, found an array",
                "``; expected JSON, found the end of the file",
                "null; expected an object, found null",
                "{}; expected a ULID in the field ulid, found none",
                "{\"ulid\": \"../../etc\"}; expected a ULID in the field ulid, found \"../../etc\"",
                "{\"version\": \"1\"}; expected a whole number at the field version, found a string",
                "{\"minTime\": 1.5}; expected a whole number of 64 bits at the field minTime, found 1.5",
                "{\"minTime\": 1e3}; expected a whole number of 64 bits at the field minTime, found 1e3",
                "{\"maxTime\": 9223372036854775808}; expected a whole number of 64 bits at the field maxTime, found"
                        + " 9223372036854775808",
            })
    void whatIsNoMetaJsonIsRefused(String json, String message) {
        assertThatThrownBy(() -> read(json, UTF_8))
                .isInstanceOf(CorruptionException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void aVersionBeyond32BitsIsNotVersionOne() {
        assertThatThrownBy(() -> read(META.replace("\"version\": 1", "\"version\": 4294967297"), UTF_8))
                .hasMessageEndingWith("expected version 1, found version 4294967297");
    }

    @Test
    void nothingMayFollowTheObject() {
        assertThatThrownBy(() -> read(META + "{}", UTF_8))
                .hasMessageEndingWith("expected the end of the file behind the object, found more");
        assertThatThrownBy(() -> read(META + "}}", UTF_8)).isInstanceOf(CorruptionException.class);
    }

    @Test
    void thePlaceIsCountedInBytes() {
        assertThatThrownBy(() -> read("{\"ü\": \"ü\", \"ulid\": 5}", UTF_8)).hasMessageContaining(": at byte 23:");
    }

    @Test
    void utf16IsNotRead() {
        assertThatThrownBy(() -> read(META, UTF_16LE)).hasMessageContaining("expected JSON in UTF-8");
        assertThatThrownBy(() -> read("\uFEFF" + META, UTF_8)).hasMessageContaining("expected JSON in UTF-8");
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = dir.resolve("meta.json");
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]), 1L << 40);
        }
        assertThatThrownBy(() -> BlockMetaReader.read(file)).hasMessageContaining("expected a meta.json of at most");
    }

    private BlockMeta read(String json, Charset charset) throws IOException {
        return BlockMetaReader.read(Files.writeString(dir.resolve("meta.json"), json == null ? "" : json, charset));
    }
}
