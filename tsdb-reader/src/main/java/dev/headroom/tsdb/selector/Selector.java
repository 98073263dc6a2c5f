package dev.headroom.tsdb.selector;

import java.util.List;
import java.util.StringJoiner;

/// A series selector: `up{job="node",instance!~"test.*"}`, `{"my.metric","a.b"="c"}`, `{__name__=~"go_.*"}`.
///
/// The syntax is Prometheus's. About selectors that may match a series without any label there are two minds in
/// Prometheus, and so there are two ways in: see [#parse] and [#parseQuery].
///
/// @param matchers all of which hold for a selected series; a name before the braces comes first, as `__name__="…"`
public record Selector(List<Matcher> matchers) {
    static final String METRIC_NAME = "__name__";

    public Selector {
        matchers = List.copyOf(matchers);
    }

    /// Reads a selector as `promtool tsdb analyze --match` and `promtool tsdb dump --match` do: any combination of
    /// matchers goes, `{job=~".*"}` for all series, and even `{}`, for which promtool finds no series at all.
    ///
    /// @throws SelectorException when the text is no selector, with the place
    public static Selector parse(String text) {
        return new SelectorParser(text).parse();
    }

    /// Reads a selector as PromQL does: at least one matcher must not match the empty value, so that nobody selects
    /// everything by mistake, and a name before the braces must be the only one.
    ///
    /// @throws SelectorException when the text is no such selector, with the place
    public static Selector parseQuery(String text) {
        SelectorParser parser = new SelectorParser(text);
        Selector selector = parser.parse();
        parser.requireSomethingSelected(selector);
        return selector;
    }

    /// The selector in its own syntax; what [#parse] makes of it is equal to this.
    @Override
    public String toString() {
        if (!matchers.isEmpty()) {
            Matcher first = matchers.getFirst();
            if (first.type() == Matcher.Type.EQ
                    && first.name().equals(METRIC_NAME)
                    && SelectorParser.canStandBeforeBraces(first.value())) {
                return first.value() + (matchers.size() == 1 ? "" : braces(matchers.subList(1, matchers.size())));
            }
        }
        return braces(matchers);
    }

    private static String braces(List<Matcher> matchers) {
        StringJoiner joined = new StringJoiner(",", "{", "}");
        for (Matcher matcher : matchers) {
            joined.add(matcher.toString());
        }
        return joined.toString();
    }
}
