package dev.headroom.replay.log;

/// The time of one block: from a multiple of the block duration to the last millisecond before the next one.
///
/// @param from the first millisecond
/// @param last the last one
record BlockRange(long from, long last) {
    /// All of time.
    static final BlockRange ALL = new BlockRange(Long.MIN_VALUE, Long.MAX_VALUE);

    /// The range that a time lies in.
    static BlockRange of(long time, long duration) {
        long offset = Math.floorMod(time, duration);
        long from = time < Long.MIN_VALUE + offset ? Long.MIN_VALUE : time - offset;
        long rest = duration - 1 - offset;
        return new BlockRange(from, time > Long.MAX_VALUE - rest ? Long.MAX_VALUE : time + rest);
    }

    boolean contains(long time) {
        return from <= time && time <= last;
    }
}
