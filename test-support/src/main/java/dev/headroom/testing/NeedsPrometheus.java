package dev.headroom.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// A test, or a class of tests, that runs real Prometheus binaries: skipped where there are none.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag(NeedsPrometheus.TAG)
@ExtendWith(NeedsPrometheus.Condition.class)
public @interface NeedsPrometheus {
    String TAG = "real-prometheus";

    /// The release needed, such as `2.42`; empty when any will do.
    String value() default "";

    /// Whether the machine has what the test needs.
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            String release = AnnotationSupport.findAnnotation(context.getElement(), NeedsPrometheus.class)
                    .map(NeedsPrometheus::value)
                    .orElse("");
            return RealPrometheus.installed().stream().anyMatch(p -> p.isRelease(release))
                    ? ConditionEvaluationResult.enabled("a real Prometheus " + release)
                    : ConditionEvaluationResult.disabled(
                            ("No real Prometheus " + release).strip() + ": " + RealPrometheus.HOW_TO_HAVE_ONE);
        }
    }
}
