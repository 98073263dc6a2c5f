package dev.headroom.tsdb.merge;

import dev.headroom.tsdb.CorruptionException;

/// Decides what happens when a part of the data cannot be read.
@FunctionalInterface
public interface DamageHandler {
    /// Stops at the first damage.
    DamageHandler THROW = damage -> {
        throw damage;
    };

    /// Is told of damage. Returns for the reader to pass over the damaged part, and throws for it to stop.
    void handle(CorruptionException damage);
}
