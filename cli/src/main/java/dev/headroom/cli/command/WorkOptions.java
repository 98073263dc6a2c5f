package dev.headroom.cli.command;

import dev.headroom.tsdb.units.Sizes;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/// How much of the machine a command may use.
final class WorkOptions extends Options {
    private final Value<Integer> threads = option("--threads", "N", "Threads to work with (default: all processors).")
            .as(new Counts.FromOne());

    @SuppressWarnings("UnusedVariable") // Its converter is what matters.
    private final Value<Long> maxMemory = option(
                    "--max-memory",
                    "SIZE",
                    "Works within this much memory, such as 512MB, or says at once that it cannot"
                            + " (default: a quarter of the machine's).")
            .as(new MemoryLimit());

    WorkOptions(CommandSpec spec) {
        super(spec);
    }

    int threads() {
        return threads.or(Runtime.getRuntime().availableProcessors());
    }

    /// Checks the limit. It is kept by the JVM: the launcher makes a heap of it, which only the start of a JVM can, and
    /// here it is seen that it did.
    private static final class MemoryLimit implements ITypeConverter<Long> {
        /// What the launcher leaves for the JVM itself and for the pages of mapped files.
        private static final long BESIDE_THE_HEAP = 160L << 20;

        private static final long LEAST = 224L << 20;

        @Override
        public Long convert(String text) {
            long limit;
            try {
                limit = Sizes.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
            if (limit < LEAST) {
                throw new TypeConversionException("at least 224MB, not " + text);
            }
            if (Runtime.getRuntime().maxMemory() > limit - BESIDE_THE_HEAP) {
                throw new TypeConversionException("a whole number of MB or GB, such as 1536MB, not " + text
                        + " (and of the command headroom only: with java -jar, -Xmx sets the heap)");
            }
            return limit;
        }
    }
}
