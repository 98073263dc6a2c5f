package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadroomTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void versionNamesTheBuildAndTheJvm() {
        assertThat(Headroom.run(out, err, "--version")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).matches("headroom \\d+\\.\\d+\\.\\d+\\S*\ncommit: +\\S+\njava: +25\\S* .*\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void helpGoesToStandardOutputAndListsTheExitCodes() {
        assertThat(Headroom.run(out, err, "--help")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).startsWith("Usage: headroom").contains("130   interrupted");
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"--no-such-option", "no-such-command", "''"})
    void wrongUsageIsOneLineAndExitCodeTwo(String argument) {
        String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};
        assertThat(Headroom.run(out, err, arguments)).isEqualTo(ExitCode.USAGE);
        assertThat(text(out)).isEmpty();
        assertThat(text(err)).matches("headroom: .*\\Q" + argument + "\\E.*\\(try: headroom --help\\)\n");
    }

    @Test
    void argumentsThatMeanNothingAreWrongUsage() {
        assertUsage("an empty path", "analyze", "");
        assertUsage("an empty label name", "analyze", Fixtures.demo(), "--by", "");
        assertUsage("an empty label name", "analyze", Fixtures.demo(), "--by", "job,,code");
        assertUsage("no matcher in it", "dump", Fixtures.demo(), "--match", "{}");
        assertUsage("later than --to", "dump", Fixtures.demo(), "--from", "1700010000", "--to", "1700000000");
    }

    @Test
    void whatWasProbablyMeantIsNamed() {
        assertUsage("did you mean analyze?", "analyse");
        assertUsage("did you mean list?", "lsit");
        assertUsage("did you mean --help?", "--hepl");
        assertUsage("did you mean --match?", "analyze", Fixtures.demo(), "--mach", "up");
        assertUsage("did you mean --limit?", "analyze", Fixtures.demo(), "--limits=3");
        assertThat(ToolRun.of("frobnicate").err()).doesNotContain("did you mean");
        assertThat(ToolRun.of("analyze", Fixtures.demo(), "--frobnicate").err()).doesNotContain("did you mean");
    }

    @Test
    void aReaderThatLeavesEndsTheRunQuietly() {
        assertThat(Headroom.run(failing("Broken pipe"), err, "--help")).isEqualTo(ExitCode.OK);
        assertThat(text(err)).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeWrittenIsAnError() {
        assertThat(Headroom.run(failing("No space left on device"), err, "--help"))
                .isEqualTo(ExitCode.DATA);
        assertThat(text(err)).isEqualTo("headroom: standard output: No space left on device\n");
    }

    private static void assertUsage(String message, Object... arguments) {
        ToolRun run = ToolRun.of(arguments);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).singleElement().asString().contains(message);
    }

    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
