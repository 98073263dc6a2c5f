package dev.headroom.replay.log;

import java.io.IOException;

/// Samples of one block's time, the series in the order of their places: what was in the buffer at one time.
interface SortedRun {
    /// What [#place] says behind the last series.
    int END = Integer.MAX_VALUE;

    /// The series that comes next.
    int place();

    /// Adds the samples of this series to others of it, and goes to the next.
    void read(SeriesSamples target) throws IOException;
}
