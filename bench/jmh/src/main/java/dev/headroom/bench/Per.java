package dev.headroom.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a benchmark's time is the time of: the thing that it does once for each of its operations.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Per {
    String value();
}
