package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    private static final String DEMO =
            Path.of(System.getProperty("headroom.root"), "samples", "demo").toString();

    @TempDir
    Path temporary;

    @Test
    void everyRunOnTheDemoDoesItsJobAndEveryCommandHasACache() throws IOException {
        assertThat(commands("none")).isEmpty();
        List<String> served = new ArrayList<>(commands("blocks"));
        assertThat(served).contains("analyze", "list");
        served.addAll(commands("logs"));
        assertThat(served).contains("wal", "analyze.log");
        served.addAll(commands("judging"));
        assertThat(served).contains("gate", "analyze.json");
        served.removeIf(name -> name.contains("."));
        served.addAll(commands("writing"));
        assertThat(served).containsExactlyInAnyOrderElementsOf(Commands.ALL.keySet());
    }

    @Test
    void aRunThatFailsIsSaid() {
        assertThatThrownBy(() -> Training.main(
                        "logs", temporary.toString(), temporary.resolve("none").toString()))
                .hasMessageContaining("exit code 3");
    }

    private List<String> commands(String runs) throws IOException {
        Path commands = temporary.resolve(runs);
        Training.main(runs, DEMO, commands.toString());
        return Files.readAllLines(commands);
    }
}
