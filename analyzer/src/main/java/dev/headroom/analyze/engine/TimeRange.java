package dev.headroom.analyze.engine;

/// Milliseconds from `from` to `to`, both inclusive.
public record TimeRange(long from, long to) {
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    /// Whether no time lies outside.
    public boolean isAll() {
        return from == Long.MIN_VALUE && to == Long.MAX_VALUE;
    }

    public boolean contains(long time) {
        return from <= time && time <= to;
    }

    public boolean contains(long first, long last) {
        return from <= first && last <= to;
    }

    public boolean overlaps(long first, long last) {
        return first <= to && from <= last;
    }
}
