package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemedyTest {
    @ParameterizedTest
    @CsvSource({
        "data/01M80JSCXDWGPFXA23EPVFRNW0/index, move it away",
        "data/01M80JSCXDWGPFXA23EPVFRNW0/chunks/000001, move it away",
        "data/01M80JSCXDWGPFXA23EPVFRNW0/meta.json, restore the file",
        "/data/wal/checkpoint.00000011/00000000, restore the checkpoint",
        "/data/wal/00000012, copy the log",
        "wbl/00000000, copy the log",
        "/data/chunks_head/000003, from the log",
    })
    void everyKindOfFileHasAWayOut(String file, String wayOut) {
        assertThat(Remedy.of(file)).startsWith("; ").contains(wayOut);
    }

    @Test
    void whatIsNotKnownHasNone() {
        assertThat(Remedy.of("/elsewhere/index")).isEmpty();
        assertThat(Remedy.of(null)).isEmpty();
        assertThat(Remedy.of("/")).isEmpty();
    }
}
