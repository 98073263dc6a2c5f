package dev.headroom.analyze.gate;

import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.List;

/// What a limit is for: all series of a rule, those that share the values of some labels, or a label name.
///
/// @param by the labels; empty for all series, and for a label name
/// @param values of these labels, empty where series lack one; the one name of a label name
record Group(List<String> by, List<String> values) {
    /// How overrides and reports call it: a lone label's value or the label name by itself, several labels as a
    /// selector, all series not at all.
    String name() {
        if (values.size() <= 1) {
            return String.join("", values);
        }
        return new Selector(matchers()).toString();
    }

    /// What its series have in common.
    List<Matcher> matchers() {
        List<Matcher> matchers = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            matchers.add(Matcher.of(by.get(i), Matcher.Type.EQ, values.get(i)));
        }
        return matchers;
    }
}
