package dev.headroom.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    private sealed interface Row {}

    private record Named(String name, Long none, Long count) implements Row {}

    private record Measured(double value, Double more, Number any) implements Row {}

    private record Report(int version, String nothing, List<Row> rows, Map<String, Object> labels, boolean isOld) {}

    @Test
    void fieldsAreInTheirOrderAndNullsAreLeftOut() {
        Report report = new Report(
                1,
                null,
                List.of(new Named("<a> & 'b' = \"c\" é\n", null, Long.MAX_VALUE), new Measured(1e10, 3.0, 5L)),
                Map.of("labels", Map.of("a", "b")),
                true);
        assertThat(print(report)).isEqualTo("""
                {
                  "version": 1,
                  "rows": [
                    {
                      "name": "<a> & 'b' = \\"c\\" é\\n",
                      "count": 9223372036854775807
                    },
                    {
                      "value": 1.0E10,
                      "more": 3.0,
                      "any": 5
                    }
                  ],
                  "labels": {
                    "labels": {
                      "a": "b"
                    }
                  },
                  "isOld": true
                }
                """);
    }

    @Test
    void whatIsNoNumberIsAString() {
        Row row = new Measured(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        assertThat(print(Arrays.asList(row, null)).replaceAll("\\s", ""))
                .isEqualTo("[{\"value\":\"NaN\",\"more\":\"-Infinity\",\"any\":\"Infinity\"},null]");
    }

    private static String print(Object report) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Json.print(report, out);
        out.flush();
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
