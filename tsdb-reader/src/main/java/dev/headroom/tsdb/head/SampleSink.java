package dev.headroom.tsdb.head;

/// Told every sample that the head keeps, once.
///
/// The in-order samples of a series come in the order of time, those of different series as the log mixes them.
/// After all of them come the out-of-order samples, series by series. A sample that stands in the head several
/// times is told once; deleted samples are not told.
///
/// Series are named by their number in [HeadIndex].
public interface SampleSink {
    /// A sink that wants to know nothing.
    SampleSink NONE = new SampleSink() {
        @Override
        public boolean chunk(int series, long minTime, long maxTime, int samples, boolean histogram, ChunkTimes times) {
            return true;
        }

        @Override
        public void sample(int series, long timestamp, boolean stale, boolean histogram, boolean outOfOrder) {}
    };

    /// The times of a chunk's samples, for who wants to know one thing of them.
    interface ChunkTimes {
        /// How many samples of the chunk are no later than a time; decodes it as far as that.
        int samplesUpTo(long time);
    }

    /// A run of in-order samples of which the first and last time are known without decoding them.
    ///
    /// @param times valid during the call
    /// @return true when that is enough; false to be told each of the samples
    default boolean chunk(int series, long minTime, long maxTime, int samples, boolean histogram, ChunkTimes times) {
        return false;
    }

    /// In-order floats of a series, none of them a staleness marker, that lie equally far apart.
    ///
    /// @param distance milliseconds from each to the next; 0 for one alone
    /// @param count at least one
    default void run(int series, long first, long distance, int count) {
        for (int i = 0; i < count; i++) {
            sample(series, first + i * distance, false, false, false);
        }
    }

    /// One sample.
    ///
    /// @param stale whether it is a staleness marker
    /// @param histogram whether it is a native histogram
    /// @param outOfOrder whether it came later than newer samples of its series
    void sample(int series, long timestamp, boolean stale, boolean histogram, boolean outOfOrder);
}
