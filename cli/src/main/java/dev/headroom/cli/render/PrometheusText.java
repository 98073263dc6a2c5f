package dev.headroom.cli.render;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/// Reports in Prometheus's text format, for node exporter's textfile collector and whoever else reads `.prom`
/// files.
public final class PrometheusText {
    private PrometheusText() {}

    public static void print(List<MetricFamily> families, PrintWriter out) {
        for (MetricFamily family : families) {
            if (family.samples().isEmpty()) {
                continue;
            }
            out.print("# HELP " + family.name() + " " + escape(family.help(), false) + "\n");
            out.print("# TYPE " + family.name() + " gauge\n");
            for (MetricFamily.Sample sample : family.samples()) {
                String labels = sample.labels().entrySet().stream()
                        .map(label -> label.getKey() + "=\"" + escape(label.getValue(), true) + "\"")
                        .collect(Collectors.joining(","));
                out.print(family.name() + (labels.isEmpty() ? "" : "{" + labels + "}") + " " + number(sample.value())
                        + "\n");
            }
        }
    }

    private static String number(double value) {
        if (Double.isFinite(value)) {
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
        return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }

    private static String escape(String text, boolean quotes) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return quotes ? escaped.replace("\"", "\\\"") : escaped;
    }
}
