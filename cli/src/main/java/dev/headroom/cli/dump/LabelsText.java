package dev.headroom.cli.dump;

import dev.headroom.tsdb.merge.MergedSymbols;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes label sets as promtool does: `{__name__="up", "my.label"="a \"b\""}` and, in OpenMetrics,
/// `up{my.label="a \"b\""}`.
///
/// Labels are names and values in turn, as ids of [MergedSymbols].
final class LabelsText {
    private static final byte[] METRIC_NAME = "__name__".getBytes(StandardCharsets.US_ASCII);

    private LabelsText() {}

    /// All labels; names beyond letters, digits and underscores in quotes.
    static void append(ByteSink out, MergedSymbols symbols, int[] labels, int length) {
        out.append('{');
        for (int i = 0; i < length; i += 2) {
            if (i > 0) {
                out.appendAscii(", ");
            }
            byte[] name = symbols.bytes(labels[i]);
            if (isLegacyName(name)) {
                out.append(name);
            } else {
                GoQuote.append(out, name);
            }
            out.append('=');
            GoQuote.append(out, symbols.bytes(labels[i + 1]));
        }
        out.append('}');
    }

    /// The metric's name, then all other labels; promtool leaves their names as they are, whatever stands in them.
    static void appendOpenMetrics(ByteSink out, MergedSymbols symbols, int[] labels, int length) {
        int metricName = -1;
        for (int i = 0; i < length; i += 2) {
            if (Arrays.equals(symbols.bytes(labels[i]), METRIC_NAME)) {
                metricName = i;
                out.append(symbols.bytes(labels[i + 1]));
            }
        }
        out.append('{');
        boolean first = true;
        for (int i = 0; i < length; i += 2) {
            if (i == metricName) {
                continue;
            }
            if (!first) {
                out.append(',');
            }
            first = false;
            out.append(symbols.bytes(labels[i]));
            out.append('=');
            GoQuote.append(out, symbols.bytes(labels[i + 1]));
        }
        out.append('}');
    }

    private static boolean isLegacyName(byte[] name) {
        for (int i = 0; i < name.length; i++) {
            int c = name[i];
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return name.length > 0;
    }
}
