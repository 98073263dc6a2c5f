package dev.headroom.analyze.gate;

import dev.headroom.tsdb.selector.Selector;
import java.util.List;
import java.util.Map;

/// What a budget file says.
public record Budget(List<Rule> rules) {
    /// A limit for everything that the rule speaks of.
    ///
    /// @param name how reports call it
    /// @param by labels whose values make the groups that the limit is for, each by itself; empty for all
    /// series together, and for [Measure#LABEL_VALUES], whose limit is for each label name
    /// @param match the series that the rule is about, those that any of the selectors chooses; empty for all
    /// @param terms what holds where no override says otherwise
    /// @param retention milliseconds, for [Measure#PROJECTED_DISK]; else `null`
    /// @param overrides terms by the name of a group; see [Group#name()]
    public record Rule(
            String name,
            Measure measure,
            List<String> by,
            List<Selector> match,
            Terms terms,
            Long retention,
            Map<String, Terms> overrides) {
        /// What holds for a group.
        Terms termsOf(Group group) {
            return overrides.getOrDefault(group.name(), terms);
        }
    }

    /// @param max `null` for no absolute limit
    /// @param growth `null` for no limit against the baseline
    /// @param message what to say when it does not hold; `null` for nothing more
    /// @param owner whose it is; `null` for nobody's
    public record Terms(Double max, Growth growth, Severity severity, String message, String owner) {}

    /// How much more than the baseline something may be.
    ///
    /// @param amount percents, or an amount of what is measured
    public record Growth(double amount, boolean percent) {
        /// The limit for something that the baseline knows.
        double limit(double baseline) {
            return percent ? baseline * (100 + amount) / 100 : baseline + amount;
        }
    }
}
