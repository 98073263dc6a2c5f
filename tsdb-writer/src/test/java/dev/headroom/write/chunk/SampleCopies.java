package dev.headroom.write.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.Histogram;
import java.util.Arrays;

/// Samples from a cursor to an appender.
final class SampleCopies {
    private SampleCopies() {}

    /// The payload of a chunk with the samples of the cursor's.
    static byte[] copy(SampleCursor cursor, Encoding encoding, SampleAppender appender) {
        appender.reset(encoding, cursor.counterReset());
        while (cursor.next()) {
            if (cursor.isHistogram()) {
                Histogram histogram = cursor.histogram();
                assertThat(appender.accepts(histogram)).isTrue();
                appender.append(cursor.startTimestamp(), cursor.timestamp(), histogram);
            } else {
                assertThat(appender.acceptsFloats()).isTrue();
                appender.append(cursor.startTimestamp(), cursor.timestamp(), cursor.value());
            }
        }
        int length = appender.finish();
        return Arrays.copyOf(appender.data(), length);
    }
}
