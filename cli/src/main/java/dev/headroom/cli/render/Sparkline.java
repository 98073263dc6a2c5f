package dev.headroom.cli.render;

import java.util.Arrays;

/// Numbers as a row of bars.
public final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int WIDEST = 60;

    private Sparkline() {}

    /// One bar a number, the largest as high as a line; neighbours are added up when there are too many for a line.
    public static String of(long... values) {
        int each = Math.max(1, (values.length + WIDEST - 1) / WIDEST);
        long[] bars = new long[(values.length + each - 1) / each];
        for (int i = 0; i < values.length; i++) {
            bars[i / each] += values[i];
        }
        long largest = Math.max(1, Arrays.stream(bars).max().orElse(1));
        StringBuilder line = new StringBuilder();
        for (long bar : bars) {
            int height = bar == 0 ? 0 : (int) Math.max(1, bar * (BARS.length() - 1) / largest);
            line.append(BARS.charAt(height));
        }
        return line.toString();
    }
}
