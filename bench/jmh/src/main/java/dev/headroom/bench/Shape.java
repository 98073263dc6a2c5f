package dev.headroom.bench;

/// What the values of a series of floats are like.
public enum Shape {
    COUNTER,
    GAUGE,
    CONSTANT
}
