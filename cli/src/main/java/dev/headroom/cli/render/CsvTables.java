package dev.headroom.cli.render;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/// One table as CSV (RFC 4180), with the names and the plain numbers of the JSON report.
///
/// Texts are somebody else's, and a CSV ends up in a spreadsheet or on a terminal: control characters are escaped as
/// everywhere, and a text that a spreadsheet would take for a formula gets an apostrophe before it. Who needs values
/// to the byte takes the JSON.
public final class CsvTables {
    /// What a formula begins with.
    private static final String FORMULAS = "=+-@";

    private CsvTables() {}

    public static void print(Table table, PrintWriter out) {
        try {
            CSVPrinter csv = new CSVPrinter(
                    out, CSVFormat.RFC4180.builder().setRecordSeparator("\n").get());
            csv.printRecord(table.columns().stream().map(column -> harmless(column.name())));
            for (List<Object> row : table.rows()) {
                csv.printRecord(row.stream().map(CsvTables::harmless));
            }
            csv.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object harmless(Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        String printable = Values.printable(text);
        return !printable.isEmpty() && FORMULAS.indexOf(printable.charAt(0)) >= 0 ? "'" + printable : printable;
    }
}
