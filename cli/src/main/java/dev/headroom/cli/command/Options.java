package dev.headroom.cli.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/// Options and parameters that belong together: all of a command, or some that commands share.
///
/// Each is a field that says what it is called, means and takes. picocli would read as much from annotations of fields,
/// but for every kind of annotation and of field the JVM makes a class first, and all of them take longer than
/// everything else about a command line.
abstract class Options {
    /// The command that the options are of.
    final CommandSpec spec;

    /// All options of a command.
    Options() {
        this.spec = CommandSpec.wrapWithoutInspection(this);
    }

    /// More options of a command.
    Options(CommandSpec spec) {
        this.spec = spec;
    }

    /// An option that takes values.
    ///
    /// @param label what stands for a value in the help
    final Option option(String name, String label, String... description) {
        return new Option(name, label, description, this::add);
    }

    /// An option that takes no value.
    final Value<Boolean> flag(String name, String description) {
        OptionSpec flag = OptionSpec.builder(name)
                .type(boolean.class)
                .description(description)
                .initialValue(false)
                .build();
        add(flag);
        return new Value<>(flag);
    }

    /// A file or directory that has to be given, without the name of an option.
    final Value<Path> parameter(String label, String description) {
        return parameter(label, true, description);
    }

    /// A file or directory that may be given, without the name of an option.
    final Value<Path> optionalParameter(String label, String description) {
        return parameter(label, false, description);
    }

    private Value<Path> parameter(String label, boolean required, String description) {
        PositionalParamSpec parameter = PositionalParamSpec.builder()
                .index(String.valueOf(spec.positionalParameters().size()))
                .paramLabel(label)
                .arity(required ? "1" : "0..1")
                .required(required)
                .type(Path.class)
                .description(description)
                .build();
        add(parameter);
        return new Value<>(parameter);
    }

    /// All that is given without the name of an option, something at least.
    final Value<List<String>> parameters(String label, String description) {
        PositionalParamSpec parameters = PositionalParamSpec.builder()
                .index("0..*")
                .paramLabel(label)
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .initialValue(List.of())
                .build();
        add(parameters);
        return new Value<>(parameters);
    }

    void add(ArgSpec argument) {
        spec.add(argument);
    }

    /// Where progress, warnings and errors go.
    final PrintWriter messages() {
        return spec.commandLine().getErr();
    }

    /// What a wrong command line fails with.
    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /// @param cause what it was found by
    final ParameterException usage(String message, Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
