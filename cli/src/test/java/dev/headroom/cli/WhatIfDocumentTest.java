package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The figures in `docs/whatif.md` are those of the demo.
class WhatIfDocumentTest {
    @Test
    void theDocumentSaysWhatTheToolSays() throws IOException {
        List<String> document = Files.readAllLines(Fixtures.demo().resolve("../../docs/whatif.md"));
        String oneId = ToolRun.output(
                "whatif",
                Fixtures.demo(),
                "--relabel",
                Fixtures.demo().resolveSibling("relabel").resolve("one-id.yml"));
        String eachLabel = ToolRun.output("whatif", Fixtures.demo(), "--each-label", "--limit", 6);
        for (String output : List.of(oneId.substring(0, oneId.indexOf("BLOCKS AS")), eachLabel)) {
            assertThat(document)
                    .containsSubsequence(output.replace(Fixtures.demo().toString(), "samples/demo")
                            .lines()
                            .map(line -> line.isEmpty() ? "" : "    " + line.stripTrailing())
                            .toList());
        }
    }
}
