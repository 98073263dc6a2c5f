package dev.headroom.write.rewrite;

import dev.headroom.write.relabel.RelabelSymbols;
import java.nio.charset.StandardCharsets;

/// Label sets as text, as Prometheus prints them.
final class Labels {
    private Labels() {}

    /// @param labels ids of names and values in turn
    static String text(RelabelSymbols symbols, int[] labels, int length) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(symbol(symbols, labels[i])).append("=\"");
            text.append(symbol(symbols, labels[i + 1])
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n"));
            text.append('"');
        }
        return text.append('}').toString();
    }

    static String symbol(RelabelSymbols symbols, int id) {
        return new String(symbols.bytes(id), StandardCharsets.UTF_8);
    }
}
