package dev.headroom.cli.command;

import dev.headroom.write.relabel.RelabelException;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Reads relabeling rules that the command line names. What is wrong with them is wrong usage.
final class RuleFiles {
    private RuleFiles() {}

    /// The rules of several files, in their order.
    static RelabelRules readAll(CommandSpec spec, List<Path> files, String job) {
        RelabelRules all = new RelabelRules(List.of());
        for (Path file : files) {
            all = all.and(read(spec, file, job));
        }
        return all;
    }

    /// @param job the job of a Prometheus's configuration; `null` when none was named
    static RelabelRules read(CommandSpec spec, Path file, String job) {
        try {
            return RelabelRules.read(file, job);
        } catch (RelabelException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), file + ": no such file", e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
