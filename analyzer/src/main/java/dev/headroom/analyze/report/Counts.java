package dev.headroom.analyze.report;

/// What some series add up to.
///
/// @param series distinct label sets with a sample in the range
/// @param active those of them that a query at the data's end finds; 0 when that cannot be told
/// @param added those of them that came during the range
/// @param samples samples in the range
/// @param windowSamples samples in the ingest window
/// @param storedSamples samples in the chunks of the blocks: what the chunk bytes are for
/// @param chunkBytes bytes of their chunks in the blocks
public record Counts(
        long series, long active, long added, long samples, long windowSamples, long storedSamples, long chunkBytes) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

    public Counts plus(Counts more) {
        return new Counts(
                series + more.series,
                active + more.active,
                added + more.added,
                samples + more.samples,
                windowSamples + more.windowSamples,
                storedSamples + more.storedSamples,
                chunkBytes + more.chunkBytes);
    }

    /// As many of everything.
    public Counts times(long factor) {
        return new Counts(
                Math.multiplyExact(series, factor),
                Math.multiplyExact(active, factor),
                Math.multiplyExact(added, factor),
                Math.multiplyExact(samples, factor),
                Math.multiplyExact(windowSamples, factor),
                Math.multiplyExact(storedSamples, factor),
                Math.multiplyExact(chunkBytes, factor));
    }
}
