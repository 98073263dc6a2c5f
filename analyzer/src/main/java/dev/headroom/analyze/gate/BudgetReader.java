package dev.headroom.analyze.gate;

import dev.headroom.analyze.gate.Budget.Growth;
import dev.headroom.analyze.gate.Budget.Rule;
import dev.headroom.analyze.gate.Budget.Terms;
import dev.headroom.analyze.gate.YamlNode.Mapping;
import dev.headroom.analyze.gate.YamlNode.Nothing;
import dev.headroom.analyze.gate.YamlNode.Place;
import dev.headroom.analyze.gate.YamlNode.Scalar;
import dev.headroom.analyze.gate.YamlNode.Sequence;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.tsdb.selector.SelectorException;
import dev.headroom.tsdb.units.Durations;
import dev.headroom.tsdb.units.Sizes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a budget file:
///
/// ```yaml
/// defaults:                      # for every rule that does not say otherwise
///   severity: error              # or warn
///   owner: observability
///   message: …
///   retention: 15d
/// rules:
///   - measure: series            # see Measure
///     per: metric                # total (if left out), job, metric, or a list of labels
///     name: …                    # how reports call it
///     match: '{job="api"}'       # or a list of selectors
///     max: 10k                   # or none
///     growth: +10%               # or +5000; against a baseline
///     overrides:                 # by metric, job, value of the label, or label name
///       http_requests_total: 50k
///       go_gc_duration_seconds: {max: 100, severity: warn, owner: runtime}
/// ```
public final class BudgetReader {
    private static final List<String> ROOT = List.of("defaults", "rules");
    private static final List<String> DEFAULTS = List.of("severity", "message", "owner", "retention");
    private static final List<String> TERMS = List.of("max", "growth", "severity", "message", "owner");
    private static final List<String> RULE = List.of(
            "name",
            "measure",
            "per",
            "match",
            "max",
            "growth",
            "severity",
            "message",
            "owner",
            "retention",
            "overrides");
    private static final Pattern NUMBER = Pattern.compile("([0-9][0-9_]*(?:\\.[0-9]+)?|\\.[0-9]+)([kMG]?)");

    private final String file;
    private Terms defaults = new Terms(null, null, Severity.ERROR, null, null);
    private Long defaultRetention;

    private BudgetReader(String file) {
        this.file = file;
    }

    /// Reads the text of a budget file.
    ///
    /// @param file how errors call it
    /// @throws BudgetException when it is none, with the place
    public static Budget read(String file, String text) {
        return new BudgetReader(file).budget(YamlNode.read(file, text));
    }

    private Budget budget(YamlNode root) {
        Mapping mapping = mapping(root, "a budget", ROOT);
        YamlNode node = mapping.values().getOrDefault("defaults", new Nothing(mapping.place()));
        if (!(node instanceof Nothing)) {
            Mapping given = mapping(node, "defaults", DEFAULTS);
            defaults = terms(given, Measure.SERIES, defaults);
            defaultRetention = retention(given, null);
        }
        if (!(mapping.values().get("rules") instanceof Sequence list)
                || list.items().isEmpty()) {
            throw bad(place(mapping, "rules"), "a budget needs a list of rules");
        }
        return new Budget(list.items().stream().map(this::rule).toList());
    }

    private Rule rule(YamlNode node) {
        Mapping mapping = mapping(node, "a rule", RULE);
        Measure measure = measure(mapping);
        List<String> by = by(mapping, measure);
        List<Selector> match = selectors(mapping);
        Terms terms = terms(mapping, measure, defaults);
        Long retention = null;
        if (measure == Measure.PROJECTED_DISK) {
            retention = retention(mapping, defaultRetention);
            if (retention == null) {
                throw bad(mapping.place(), "projected-disk needs a retention, such as 15d");
            }
        } else if (mapping.values().containsKey("retention")) {
            throw bad(place(mapping, "retention"), "only projected-disk has a retention");
        }
        Map<String, Terms> overrides = overrides(mapping, measure, by, terms);
        if (terms.max() == null && terms.growth() == null && overrides.isEmpty()) {
            throw bad(mapping.place(), "a rule needs max, growth or overrides");
        }
        String name = text(mapping, "name");
        return new Rule(
                name == null ? name(measure, by, match) : name, measure, by, match, terms, retention, overrides);
    }

    private static String name(Measure measure, List<String> by, List<Selector> match) {
        String per = switch (String.join(",", by)) {
            case "" -> "";
            case "__name__" -> " per metric";
            case "job" -> " per job";
            default -> " per " + String.join(", ", by);
        };
        String of = String.join(" or ", match.stream().map(Selector::toString).toList());
        return measure.label() + per + (of.isEmpty() ? "" : " of " + of);
    }

    private Measure measure(Mapping rule) {
        String text = text(rule, "measure");
        if (text == null) {
            throw bad(rule.place(), "a rule needs a measure, one of " + String.join(", ", Measure.labels()));
        }
        for (Measure measure : Measure.values()) {
            if (measure.label().equals(text)) {
                return measure;
            }
        }
        throw bad(
                rule.values().get("measure").place(),
                "no measure \"" + text + "\"" + Suggestion.among(Measure.labels(), text));
    }

    private List<String> by(Mapping rule, Measure measure) {
        YamlNode per = rule.values().get("per");
        if (per == null) {
            return List.of();
        }
        if (measure == Measure.LABEL_VALUES) {
            throw bad(place(rule, "per"), "label-values are per label name already; leave per out");
        }
        if (per instanceof Sequence list) {
            List<String> labels = new ArrayList<>();
            for (YamlNode item : list.items()) {
                String label = scalar(item, "a label name");
                if (labels.contains(label)) {
                    throw bad(item.place(), "\"" + label + "\" stands here twice");
                }
                labels.add(label);
            }
            if (labels.isEmpty()) {
                throw bad(per.place(), "an empty list; for all series together leave per out");
            }
            return labels;
        }
        String text = scalar(per, "total, job, metric, or a list of label names");
        return switch (text) {
            case "total" -> List.of();
            case "job" -> List.of("job");
            case "metric" -> List.of("__name__");
            default ->
                throw bad(per.place(), "per is total, job, metric, or a list of label names such as [" + text + "]");
        };
    }

    private List<Selector> selectors(Mapping rule) {
        YamlNode match = rule.values().get("match");
        if (match == null) {
            return List.of();
        }
        List<YamlNode> nodes = match instanceof Sequence list ? list.items() : List.of(match);
        List<Selector> selectors = new ArrayList<>();
        for (YamlNode node : nodes) {
            try {
                selectors.add(Selector.parse(scalar(node, "a selector")));
            } catch (SelectorException e) {
                throw bad(node.place(), e.getMessage());
            }
        }
        return selectors;
    }

    private Map<String, Terms> overrides(Mapping rule, Measure measure, List<String> by, Terms terms) {
        YamlNode node = rule.values().get("overrides");
        if (node == null) {
            return Map.of();
        }
        if (by.isEmpty() && measure != Measure.LABEL_VALUES) {
            throw bad(place(rule, "overrides"), "a rule for all series together has nothing to override");
        }
        Map<String, Terms> overrides = new LinkedHashMap<>();
        Mapping mapping = mapping(node, "overrides", null);
        mapping.values()
                .forEach((name, value) -> overrides.put(
                        groupName(name, by, mapping.keys().get(name)),
                        value instanceof Mapping more
                                ? terms(mapping(more, "an override", TERMS), measure, terms)
                                : new Terms(
                                        max(value, measure),
                                        terms.growth(),
                                        terms.severity(),
                                        terms.message(),
                                        terms.owner())));
        return overrides;
    }

    /// The name of a group as [Group#name()] has it, however the user has put blanks and labels.
    private String groupName(String name, List<String> by, Place place) {
        if (by.size() < 2) {
            return name;
        }
        try {
            Selector selector = Selector.parse(name);
            List<String> values = new ArrayList<>();
            for (String label : by) {
                values.add(selector.matchers().stream()
                        .filter(matcher -> matcher.name().equals(label)
                                && matcher.type() == dev.headroom.tsdb.selector.Matcher.Type.EQ)
                        .map(dev.headroom.tsdb.selector.Matcher::value)
                        .findFirst()
                        .orElse(""));
            }
            if (selector.matchers().stream().anyMatch(matcher -> !by.contains(matcher.name()))) {
                throw bad(place, "the rule's labels are " + String.join(", ", by));
            }
            return new Group(by, values).name();
        } catch (SelectorException e) {
            throw bad(place, "the name of a group, such as {" + by.getFirst() + "=\"…\"}: " + e.getMessage());
        }
    }

    private Terms terms(Mapping mapping, Measure measure, Terms otherwise) {
        YamlNode max = mapping.values().get("max");
        YamlNode growth = mapping.values().get("growth");
        String message = text(mapping, "message");
        String owner = text(mapping, "owner");
        return new Terms(
                max == null ? otherwise.max() : max(max, measure),
                growth == null ? otherwise.growth() : growth(growth, measure),
                severity(mapping, otherwise.severity()),
                message == null ? otherwise.message() : message,
                owner == null ? otherwise.owner() : owner);
    }

    private Severity severity(Mapping mapping, Severity otherwise) {
        String text = text(mapping, "severity");
        if (text == null) {
            return otherwise;
        }
        for (Severity severity : Severity.values()) {
            if (severity.label().equals(text)) {
                return severity;
            }
        }
        throw bad(mapping.values().get("severity").place(), "severity is error or warn, not \"" + text + "\"");
    }

    private Long retention(Mapping mapping, Long otherwise) {
        String text = text(mapping, "retention");
        if (text == null) {
            return otherwise;
        }
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(mapping.values().get("retention").place(), e.getMessage());
        }
    }

    private Double max(YamlNode node, Measure measure) {
        String text = scalar(node, "a number, or none");
        return text.equals("none") ? null : (Double) amount(node.place(), text, measure);
    }

    private Growth growth(YamlNode node, Measure measure) {
        String text = scalar(node, "growth such as +10% or +5000");
        if (text.equals("none")) {
            return null;
        }
        String number = text.startsWith("+") ? text.substring(1) : text;
        if (number.endsWith("%")) {
            double percent = amount(
                    node.place(), number.substring(0, number.length() - 1).strip(), Measure.SERIES);
            return new Growth(percent, true);
        }
        return new Growth(amount(node.place(), number, measure), false);
    }

    private double amount(Place place, String text, Measure measure) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            int zeros = switch (number.group(2)) {
                case "k" -> 3;
                case "M" -> 6;
                case "G" -> 9;
                default -> 0;
            };
            return new BigDecimal(number.group(1).replace("_", ""))
                    .movePointRight(zeros)
                    .doubleValue();
        }
        if (measure == Measure.PROJECTED_DISK) {
            try {
                return Sizes.parse(text);
            } catch (IllegalArgumentException e) {
                throw bad(place, e.getMessage());
            }
        }
        throw bad(place, "\"" + text + "\" is no number; one looks like 5000, 10k, 4.1M");
    }

    private Mapping mapping(YamlNode node, String what, List<String> known) {
        if (!(node instanceof Mapping mapping)) {
            throw bad(node.place(), what + " is a mapping: lines of `key: value`");
        }
        if (known != null) {
            for (String key : mapping.values().keySet()) {
                if (!known.contains(key)) {
                    throw bad(place(mapping, key), "unknown key \"" + key + "\"" + Suggestion.among(known, key));
                }
            }
        }
        return mapping;
    }

    private String text(Mapping mapping, String key) {
        YamlNode node = mapping.values().get(key);
        return node == null ? null : scalar(node, "text");
    }

    private String scalar(YamlNode node, String what) {
        if (node instanceof Scalar scalar) {
            return scalar.text();
        }
        throw bad(node.place(), "expected " + what);
    }

    /// Where the key stands, or the mapping that lacks it.
    private static Place place(Mapping mapping, String key) {
        return mapping.keys().getOrDefault(key, mapping.place());
    }

    private BudgetException bad(Place place, String reason) {
        return new BudgetException(file, place.line(), place.column(), reason);
    }

    /// What was probably meant.
    private static final class Suggestion {
        private Suggestion() {}

        static String among(Collection<String> known, String text) {
            String best = null;
            int nearest = 1 + Math.max(2, text.length() / 3);
            for (String candidate : known) {
                boolean begins = text.startsWith(candidate) || candidate.startsWith(text);
                int distance = begins && !text.isEmpty() ? 1 : distance(candidate, text);
                if (distance < nearest) {
                    nearest = distance;
                    best = candidate;
                }
            }
            return best == null ? "; there are: " + String.join(", ", known) : "; did you mean \"" + best + "\"?";
        }

        /// Letters to put in, take out or exchange to get from one to the other.
        private static int distance(String from, String to) {
            int[] row = new int[to.length() + 1];
            for (int j = 0; j <= to.length(); j++) {
                row[j] = j;
            }
            for (int i = 1; i <= from.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= to.length(); j++) {
                    int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                    diagonal = row[j];
                    row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
                }
            }
            return row[to.length()];
        }
    }
}
