package dev.headroom.cli.render;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/// One table as CSV (RFC 4180), with the names and the plain numbers of the JSON report.
public final class CsvTables {
    private CsvTables() {}

    public static void print(Table table, PrintWriter out) {
        try {
            CSVPrinter csv = new CSVPrinter(
                    out, CSVFormat.RFC4180.builder().setRecordSeparator("\n").get());
            csv.printRecord(table.columns().stream().map(Table.Column::name));
            for (List<Object> row : table.rows()) {
                csv.printRecord(row);
            }
            csv.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
