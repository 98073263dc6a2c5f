package dev.headroom.write.rewrite;

import com.google.gson.stream.JsonWriter;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.write.relabel.RelabelSymbols;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file with a line of JSON for every series that changes:
///
/// ```
/// {"block": ULID, "change": …, "series": {…}, "newSeries": {…}, "samples": …, "newSamples": …}
/// ```
///
/// The change is `dropped` by the rules, `deleted` (no sample is left), `relabeled`, `merged` with other
/// series, or
/// `cut` (some samples were deleted); the new labels stand where they differ. Samples are those of the series
/// alone, before it was merged. May be shared by threads.
final class ChangeLog implements Closeable {
    private final Writer out;

    private ChangeLog(Writer out) {
        this.out = out;
    }

    /// @param path the file, or `null` when nobody wants one
    static ChangeLog to(Path path) throws IOException {
        return new ChangeLog(path == null ? null : Files.newBufferedWriter(path));
    }

    boolean isWanted() {
        return out != null;
    }

    /// @param newLabels ids of names and values in turn, or `null` when they stay or the series does not
    void write(
            Block block,
            RelabelSymbols symbols,
            SeriesCursor series,
            String change,
            int[] newLabels,
            long samples,
            long newSamples)
            throws IOException {
        if (out == null) {
            return;
        }
        StringWriter line = new StringWriter();
        JsonWriter json = new JsonWriter(line);
        json.beginObject();
        json.name("block").value(block.meta().ulid());
        json.name("change").value(change);
        json.name("series");
        labels(json, symbols, series.labels(), series.labelsLength());
        if (newLabels != null) {
            json.name("newSeries");
            labels(json, symbols, newLabels, newLabels.length);
        }
        json.name("samples").value(samples);
        json.name("newSamples").value(newSamples);
        json.endObject();
        synchronized (out) {
            out.write(line.append('\n').toString());
        }
    }

    private static void labels(JsonWriter json, RelabelSymbols symbols, int[] labels, int length) throws IOException {
        json.beginObject();
        for (int i = 0; i < length; i += 2) {
            json.name(Labels.symbol(symbols, labels[i])).value(Labels.symbol(symbols, labels[i + 1]));
        }
        json.endObject();
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
