package dev.headroom.analyze.engine;

/// Told when a series has samples: over which stretches of time, in any order. Stretches may overlap.
public interface Stretches {
    /// From one sample to another, between which no two neighbours lie too far apart.
    void stretch(long from, long to);
}
