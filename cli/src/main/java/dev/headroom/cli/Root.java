package dev.headroom.cli;

import java.io.PrintWriter;
import java.util.List;

/// `headroom` without a command: help, version, and what is no command.
///
/// This is no picocli command: picocli would have to read the options of every command first, which takes the
/// JVM longer than all the rest of such a run.
final class Root {
    private static final String HELP_HEAD = """
        Usage: headroom COMMAND [ARGUMENTS]
        Tells what a Prometheus data directory holds, what it costs and where it is going.

        Commands:
        """;

    private static final String HELP_TAIL = """

        Options:
          -h, --help      This help; headroom COMMAND --help tells of a command.
          -V, --version   Which build this is, and on which Java it runs.

        Exit codes:
          0     fine
          1     a gate failed
          2     wrong usage
          3     data damaged or unreadable
          4     refused, to protect data
          130   interrupted
        """;

    private Root() {}

    /// @return the exit code
    static int run(PrintWriter results, PrintWriter messages, String... args) {
        switch (args.length == 0 ? "" : args[0]) {
            case "-h", "--help" -> results.print(help());
            case "-V", "--version" -> results.print(VersionText.text());
            default -> {
                Failures.say(messages, complaint(args) + " (try: headroom --help)");
                return ExitCode.USAGE;
            }
        }
        return ExitCode.OK;
    }

    private static String complaint(String... args) {
        if (args.length == 0) {
            return "a command is missing";
        }
        return args[0].startsWith("-")
                ? "no such option: '" + args[0] + "', or it belongs behind a command"
                        + Nearest.question(args[0], List.of("--help", "--version"))
                : "no such command: '" + args[0] + "'" + Nearest.question(args[0], Commands.ALL.keySet());
    }

    private static String help() {
        int width = 0;
        for (String name : Commands.ALL.keySet()) {
            width = Math.max(width, name.length());
        }
        StringBuilder help = new StringBuilder(HELP_HEAD);
        for (var command : Commands.ALL.entrySet()) {
            String name = command.getKey();
            help.append("  ").append(name).repeat(' ', width - name.length() + 2);
            help.append(command.getValue().description()).append('\n');
        }
        return help.append(HELP_TAIL).toString();
    }
}
