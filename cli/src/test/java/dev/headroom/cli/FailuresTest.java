package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(
                        new NoSuchFileException("/data"),
                        "/data: no such file or directory; if Prometheus works on it, try again"),
                arguments(
                        new AccessDeniedException("/data/wal"),
                        "/data/wal: permission denied; run as the user that Prometheus runs as"),
                arguments(
                        new UncheckedIOException(new NoSuchFileException("/d")),
                        "/d: no such file or directory; if Prometheus works on it, try again"),
                arguments(new IOException("read failed"), "read failed"),
                arguments(
                        new CorruptionException("01A/index", 5, "magic baaad700", "00000000"),
                        "01A/index: at byte 5: expected magic baaad700, found 00000000"),
                arguments(
                        new CorruptionException("d/wal/00000003", 5, "a record", "none"),
                        "d/wal/00000003: at byte 5: expected a record, found none; copy the log if it matters:"
                                + " Prometheus cuts it off there when it starts"),
                arguments(new IOException("a\u001b[31mb\nc"), "a\\x1b[31mb\\x0ac"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void oneLineWithoutControlCharacters(Exception failure, String line) {
        StringWriter text = new StringWriter();
        assertThat(Failures.report(failure, new PrintWriter(text))).isEqualTo(ExitCode.DATA);
        assertThat(text).hasToString("headroom: " + line + "\n");
    }

    @ParameterizedTest
    @MethodSource("unforeseen")
    void theUnforeseenNamesItsPlaceInOneLine(Throwable failure) {
        StringWriter text = new StringWriter();
        assertThat(Failures.report(failure, new PrintWriter(text))).isEqualTo(ExitCode.DATA);
        assertThat(text.toString())
                .startsWith("headroom: internal error, please report: " + failure + " at ")
                .contains("FailuresTest.java:")
                .containsOnlyOnce("\n");
    }

    static Stream<Throwable> unforeseen() {
        return Stream.of(new IllegalStateException("odd"), new StackOverflowError());
    }
}
