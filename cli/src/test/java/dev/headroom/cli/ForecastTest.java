package dev.headroom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    void whatNewerCodeWrites() throws Exception {
        for (String name : List.of("classic", "xor2", "st")) {
            Path data = Fixtures.shared().resolve("prometheus-3.14").resolve(name);
            Path own = Files.createDirectory(folder.resolve(name));
            Forecasts forecasts = new Forecasts(Fixtures.copyOfBlocks(data, own.resolve("blocks")), own);
            forecasts.assertEachLabel();
        }
    }
}
