package dev.headroom.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How every kernel is measured, and the seed that its data comes of.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Kernel {
    /// The seed that a benchmark takes when it is given none.
    static final String USUAL_SEED = "1";

    @Param(USUAL_SEED)
    long seed;

    /// A kernel that has done more or less than its data holds measures something else.
    static void requireCount(long expected, long actual) {
        if (actual != expected) {
            throw new IllegalStateException("the data holds " + expected + ", the kernel saw " + actual);
        }
    }
}
