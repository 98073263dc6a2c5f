package dev.headroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `whatif` says of the demo's blocks against what `rewrite` makes of them.
class ForecastTest {
    @TempDir
    Path folder;

    static Stream<String> ruleSets() {
        return Forecasts.RULE_SETS.stream();
    }

    private Forecasts demo() {
        return new Forecasts(Fixtures.copyOfBlocks(Fixtures.demo(), folder.resolve("blocks")), folder);
    }

    @ParameterizedTest
    @MethodSource("ruleSets")
    void whatIsForetoldIsWritten(String rules) {
        Forecasts demo = demo();
        demo.assertForetold("--relabel", demo.rules(rules));
    }

    @Test
    void eachLabelIsWhatDroppingItMakes() {
        demo().assertEachLabel();
    }

    @Test
    void whatNewerCodeWrites() throws IOException {
        for (String name : List.of("classic", "xor2", "st")) {
            Path data = Fixtures.shared().resolve("prometheus-3.14").resolve(name);
            Path own = Files.createDirectory(folder.resolve(name));
            Forecasts forecasts = new Forecasts(Fixtures.copyOfBlocks(data, own.resolve("blocks")), own);
            forecasts.assertEachLabel();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{regex: build|region, action: labeldrop}]",
                "[{regex: path, action: labeldrop}]",
                "[{source_labels: [job, instance], target_label: id, separator: /}, {regex: instance, action: labeldrop}]",
                "[{source_labels: [__name__], regex: 'requests_[0-3]', action: drop}]",
                "[{source_labels: [path], target_label: job, regex: (.*)}]",
            })
    void gateAndPlanJudgeWhatWouldBe(String rules) throws IOException {
        Path data = Planted.write(Files.createDirectory(folder.resolve("planted")));
        Files.createDirectory(data.resolve("wal"));
        new Forecasts(data, folder).assertJudgedAlike(Files.writeString(folder.resolve("rules.yml"), rules));
    }
}
