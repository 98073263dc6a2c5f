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
}
