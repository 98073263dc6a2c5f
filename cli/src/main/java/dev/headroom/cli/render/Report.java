package dev.headroom.cli.render;

import java.util.List;

/// A report in all its shapes.
public interface Report {
    /// What the JSON is made of: records, lists and maps.
    Object json();

    /// The lines above the tables, for text and Markdown.
    List<String> summary(Style style);

    /// The tables; the first is the one that CSV shows unless told otherwise.
    List<Table> tables();

    /// The report as metrics; none when it is not to be had like that.
    default List<MetricFamily> families() {
        return List.of();
    }

    /// The report as a file of relabeling rules; none when there are no rules in it.
    default List<String> yaml() {
        return List.of();
    }

    /// The report as test results; none when there is nothing to pass or fail.
    default List<JUnitXml.Case> cases() {
        return List.of();
    }
}
