package dev.headroom.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/// Runs the benchmarks that JMH's options choose and prints them as one table; what JMH says meanwhile goes to
/// standard error. The fastest iteration is what other work on the machine disturbs least.
final class Kernels {
    private Kernels() {}

    public static void main(String... args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        CommandLineOptions options = new CommandLineOptions(args);
        if (options.shouldHelp()) {
            options.showHelp();
            return;
        }
        Runner runner = new Runner(options);
        if (options.shouldList()) {
            runner.list();
            return;
        }
        out.print(table(runner.run()));
        out.flush();
    }

    static String table(Collection<RunResult> results) throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder();
        text.append("| kernel | data | fastest iteration | mean, error (99.9 %) |\n");
        text.append("| --- | --- | --- | --- |\n");
        for (RunResult run : results) {
            BenchmarkParams params = run.getParams();
            Result<?> result = run.getPrimaryResult();
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %.1f ns per %s | %.1f ± %.1f |%n",
                    name(params),
                    data(params),
                    result.getStatistics().getMin(),
                    per(params),
                    result.getScore(),
                    result.getScoreError()));
        }
        return text.toString();
    }

    static String name(BenchmarkParams params) {
        String method = params.getBenchmark();
        return method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1);
    }

    private static String data(BenchmarkParams params) {
        return params.getParamsKeys().stream()
                .filter(key -> !("seed".equals(key) && Kernel.USUAL_SEED.equals(params.getParam(key))))
                .map(key -> key + " " + params.getParam(key))
                .collect(Collectors.joining(", "));
    }

    /// What the method of a benchmark says that its operations are.
    private static String per(BenchmarkParams params) throws ReflectiveOperationException {
        String name = params.getBenchmark();
        int dot = name.lastIndexOf('.');
        return Class.forName(name.substring(0, dot))
                .getMethod(name.substring(dot + 1))
                .getAnnotation(Per.class)
                .value();
    }
}
