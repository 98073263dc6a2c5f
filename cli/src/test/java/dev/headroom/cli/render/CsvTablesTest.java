package dev.headroom.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cli.render.Table.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTablesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "=cmd|' /C calc'!A0, '=cmd|' /C calc'!A0",
                "+Inf, '+Inf",
                "-1, '-1",
                "@SUM(1), '@SUM(1)",
                "a=b, a=b",
                "~a,b~, ~\"a,b\"~",
                "say \"x\", \"say \"\"x\"\"\"",
            })
    void noTextIsAFormula(String value, String cell) {
        assertThat(print(value, 3L)).isEqualTo("name,value\n" + cell + ",3\n");
    }

    @Test
    void noTextSteersATerminal() {
        assertThat(print("a\u001b[31m\r\nb\u202ec\td", 1L))
                .isEqualTo("name,value\na\\u001b[31m\\u000d\\nb\\u202ec\\td,1\n");
    }

    @Test
    void numbersStayNumbers() {
        assertThat(print("x", -5L)).isEqualTo("name,value\nx,-5\n");
        assertThat(print(null, null)).isEqualTo("name,value\n,\n");
    }

    private static String print(Object name, Object value) {
        StringWriter text = new StringWriter();
        Table table = Table.of("t", "T")
                .column("name", "name", Kind.TEXT)
                .column("value", "value", Kind.COUNT)
                .row(name, value)
                .build();
        CsvTables.print(table, new PrintWriter(text));
        return text.toString();
    }
}
