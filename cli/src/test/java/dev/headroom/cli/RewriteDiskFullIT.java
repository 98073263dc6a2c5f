package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk without room, a small tmpfs. Mounting one takes root; the test is skipped where that is not so.
class RewriteDiskFullIT {
    @TempDir
    Path temporary;

    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(temporary.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=8m", "headroom-test", disk.toString()) == 0;
        if (!mounted) {
            Path failed = disk;
            disk = null;
            assumeThat(mounted)
                    .as("a tmpfs is needed at %s, which takes root to mount", failed)
                    .isTrue();
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (disk != null) {
            run("umount", disk.toString());
        }
    }

    @Test
    void isSaidAndNothingIsLeftBehind() throws IOException {
        Path data = temporary.resolve("data");
        ToolRun.output("generate", data, "--series", "30000", "--interval", "1m", "--hours", "2");
        Path out = disk.resolve("out");
        // The file system tells of the room that it has: refused before anything is written.
        ToolRun refused = ToolRun.of("rewrite", data, "--drop-label", "namespace", "--out", out);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.complaints()).singleElement().asString().contains("not enough room");
        assertThat(out).isEmptyDirectory();
    }

    /// Merging takes the chunks apart, and what comes out can be larger than what the room was reckoned for.
    @Test
    void isFoundOutWhileWriting() throws IOException {
        Path data = Files.createDirectory(disk.resolve("data"));
        ToolRun.output("generate", data, "--series", "2000", "--interval", "2m", "--hours", "2");
        List<Path> blocks = Fixtures.blocks(data);
        long free = Files.getFileStore(disk).getUsableSpace();
        String before = ToolRun.output("dump", data);
        // As much room as the check asks for, but not for all that the labels take.
        long size = ToolRun.json("list", data).at("/blocks/0/bytes/total").longValue();
        Files.write(disk.resolve("other"), new byte[(int) (free - size - 20_000)]);
        Path rules = Files.writeString(
                temporary.resolve("rules.yml"),
                "- {source_labels: [__name__, instance, pod], target_label: long, replacement: '" + "x".repeat(900)
                        + "$1'}");

        ToolRun full = ToolRun.of("rewrite", data, "--relabel", rules, "--in-place");
        assertThat(full.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(full.complaints()).singleElement().asString().contains("No space left on device");
        assertThat(Fixtures.blocks(data)).isEqualTo(blocks);
        try (var left = Files.list(data)) {
            assertThat(left).containsExactlyElementsOf(blocks);
        }
        assertThat(ToolRun.output("dump", data)).isEqualTo(before);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
