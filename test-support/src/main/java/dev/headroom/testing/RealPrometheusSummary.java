package dev.headroom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Says at the end of a test run how many of its tests needed a real Prometheus and whether they had one, on
/// standard output and as `target/real-prometheus-tests`, which the end of the whole build adds up.
public final class RealPrometheusSummary implements TestExecutionListener {
    private final AtomicInteger ran = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();
    private TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() && needsPrometheus(test)) {
            ran.incrementAndGet();
        }
    }

    /// What is skipped as a whole never says what is in it, but for the methods: each counts once.
    @Override
    public void executionSkipped(TestIdentifier skip, String reason) {
        Stream.concat(Stream.of(skip), plan.getDescendants(skip).stream())
                .filter(test -> plan.getChildren(test).isEmpty() && needsPrometheus(test))
                .forEach(test -> skipped.incrementAndGet());
    }

    @Override
    public void testPlanExecutionFinished(TestPlan testPlan) {
        if (ran.get() + skipped.get() == 0) {
            return;
        }
        String line = "Tests with a real Prometheus: " + ran + " ran, " + skipped + " skipped";
        String why = skipped.get() == 0
                ? " " + RealPrometheus.installed()
                : "; none found: " + RealPrometheus.HOW_TO_HAVE_ONE;
        System.out.println(System.lineSeparator() + line + why);
        try {
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("real-prometheus-tests"), line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The tests of a parameterized class do not inherit its tags.
    private boolean needsPrometheus(TestIdentifier test) {
        return test.getTags().contains(TestTag.create(NeedsPrometheus.TAG))
                || plan.getParent(test).map(this::needsPrometheus).orElse(false);
    }
}
