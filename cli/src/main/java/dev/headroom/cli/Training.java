package dev.headroom.cli;

import java.io.OutputStream;
import java.util.List;

/// What the launcher has the JVM watch when it makes the start-up cache: the runs that users make, on the demo, with
/// their answers thrown away. Classes that none of them loads are loaded the slow way by the command that does.
final class Training {
    private Training() {}

    /// @param args the directory to look at
    public static void main(String... args) {
        String directory = args[0];
        // As if for a terminal, which takes the most classes.
        System.setProperty("headroom.out.terminal", "true");
        List<String[]> runs = List.of(
                new String[] {"--version"},
                new String[] {"--help"},
                new String[] {"no-such-command"},
                new String[] {"analyze", "--help"},
                new String[] {"analyze", "--no-such-option"},
                new String[] {"analyze", directory},
                new String[] {"analyze", "-o", "json", "--match", "up", directory},
                new String[] {"list", directory},
                new String[] {"wal", directory},
                new String[] {"dump", "--match", "up", directory});
        for (String[] run : runs) {
            Headroom.run(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), run);
        }
    }
}
