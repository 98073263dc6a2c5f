package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @Test
    void everyRunOnTheDemoDoesItsJob() {
        String demo =
                Path.of(System.getProperty("headroom.root"), "samples", "demo").toString();
        assertThatCode(() -> Training.main(demo)).doesNotThrowAnyException();
    }

    @Test
    void aRunThatFailsIsSaid(@TempDir Path empty) {
        assertThatThrownBy(() -> Training.main(empty.toString())).hasMessageContaining("exit code 3");
    }
}
