package dev.headroom.write.relabel;

import dev.headroom.tsdb.selector.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Relabeling rules as YAML: a bare list of them, a map with `metric_relabel_configs`, or a whole Prometheus
/// configuration with `scrape_configs`, of which one job is picked.
///
/// The tree of YAML nodes is read as it stands, not bound to objects: scalars keep the text they were written with
/// (`regex: 0x10` is that text, as it is for Prometheus), and every complaint has a line and a column.
final class RulesFile {
    private static final int LARGEST = 3 << 20;

    private static final String RULES = "metric_relabel_configs";
    private static final String JOBS = "scrape_configs";
    private static final String SCHEME = "metric_name_validation_scheme";
    private static final List<String> FIELDS =
            List.of("source_labels", "separator", "regex", "modulus", "target_label", "replacement", "action");

    private final String file;
    private final Node root;

    /// @param file what messages call it
    RulesFile(String file, String yaml) {
        this.file = file;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(LARGEST)
                    .setAllowDuplicateKeys(true)
                    .build();
            root = new Compose(settings).composeString(yaml).orElse(null);
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            throw at(mark, "not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw at((Mark) null, "not YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw at((Mark) null, "nests too deeply");
        }
    }

    static RelabelRules read(Path file, String job) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new RelabelException(file.toString(), 0, 0, "larger than " + LARGEST + " bytes");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!Utf8.isValid(bytes, 0, bytes.length)) {
            throw new RelabelException(file.toString(), 0, 0, "not UTF-8");
        }
        return new RulesFile(file.toString(), new String(bytes, StandardCharsets.UTF_8)).rules(job);
    }

    RelabelRules rules(String job) {
        return switch (root) {
            case null -> throw at((Mark) null, "no rules in it");
            case SequenceNode list -> {
                requireNoJob(job);
                yield list(list, NameScheme.UTF8);
            }
            case MappingNode map -> {
                Map<String, NodeTuple> fields = fields(map);
                if (fields.containsKey(JOBS)) {
                    yield ofJob(fields, job);
                }
                requireNoJob(job);
                suggest(fields);
                if (!fields.containsKey(RULES)) {
                    throw at(map, "neither a list of rules nor " + RULES + " or " + JOBS + " in it");
                }
                yield section(fields, NameScheme.UTF8);
            }
            default -> throw at(root, "expected a list of rules");
        };
    }

    private void requireNoJob(String job) {
        if (job != null) {
            throw at((Mark) null, "no " + JOBS + " in it to pick the job " + job + " from");
        }
    }

    /// The rules of one job of a Prometheus's configuration.
    private RelabelRules ofJob(Map<String, NodeTuple> config, String job) {
        NameScheme global = NameScheme.UTF8;
        if (value(config, "global") instanceof MappingNode map) {
            global = scheme(fields(map), global);
        }
        Map<String, RelabelRules> rules = new LinkedHashMap<>();
        Set<String> jobs = new HashSet<>();
        for (Node node : sequence(value(config, JOBS), JOBS)) {
            if (!(node instanceof MappingNode map)) {
                throw at(node, "expected a scrape config");
            }
            Map<String, NodeTuple> fields = fields(map);
            String name = fields.containsKey("job_name") ? text(value(fields, "job_name"), "job_name") : "";
            suggest(fields);
            jobs.add(name);
            if (fields.containsKey(RULES) && (job == null || job.equals(name))) {
                rules.put(name, section(fields, global));
            }
        }
        if (job != null && !jobs.contains(job)) {
            throw at((Mark) null, "no job " + job + " in it; there are: " + names(jobs));
        }
        if (rules.isEmpty()) {
            throw at((Mark) null, (job == null ? "no job" : "job " + job) + " has no " + RULES);
        }
        if (rules.size() > 1) {
            throw at((Mark) null, "rules of several jobs, one has to be picked: " + names(rules.keySet()));
        }
        return rules.values().iterator().next();
    }

    private static String names(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private RelabelRules section(Map<String, NodeTuple> fields, NameScheme scheme) {
        return list(value(fields, RULES), scheme(fields, scheme));
    }

    private NameScheme scheme(Map<String, NodeTuple> fields, NameScheme otherwise) {
        if (!fields.containsKey(SCHEME)) {
            return otherwise;
        }
        Node node = value(fields, SCHEME);
        return switch (text(node, SCHEME)) {
            case "" -> otherwise;
            case "legacy" -> NameScheme.LEGACY;
            case "utf8" -> NameScheme.UTF8;
            default -> throw at(node, SCHEME + " is legacy or utf8, not \"" + text(node, SCHEME) + "\"");
        };
    }

    private RelabelRules list(Node node, NameScheme names) {
        List<RelabelRule> rules = new ArrayList<>();
        for (Node rule : sequence(node, RULES)) {
            if (!(rule instanceof MappingNode map)) {
                throw at(rule, isNull(rule) ? "an empty rule" : "expected a rule, a map of fields");
            }
            rules.add(rule(map, names));
        }
        return new RelabelRules(rules);
    }

    private RelabelRule rule(MappingNode map, NameScheme names) {
        Map<String, NodeTuple> fields = fields(map);
        for (Map.Entry<String, NodeTuple> field : fields.entrySet()) {
            if (!FIELDS.contains(field.getKey())) {
                throw at(
                        field.getValue().getKeyNode(),
                        "unknown field \"" + field.getKey() + "\"" + didYouMean(field.getKey(), FIELDS));
            }
        }
        RelabelRule.Builder rule = RelabelRule.of(action(fields)).names(names);
        fields.forEach((name, field) -> set(rule, name, field.getValueNode()));
        try {
            return rule.build();
        } catch (IllegalArgumentException e) {
            // The field that the reason begins with, or the rule.
            NodeTuple field = fields.get(e.getMessage().split("[: ]", 2)[0]);
            throw at(field == null ? map : field.getValueNode(), e.getMessage());
        }
    }

    private void set(RelabelRule.Builder rule, String name, Node node) {
        switch (name) {
            case "source_labels" -> {
                // Even no labels are more than labeldrop takes.
                if (!isNull(node)) {
                    rule.sourceLabels(sequence(node, name).stream()
                            .map(label -> text(label, name))
                            .toArray(String[]::new));
                }
            }
            case "separator" -> rule.separator(text(node, name));
            case "regex" -> rule.regex(text(node, name));
            case "modulus" -> rule.modulus(number(node));
            case "target_label" -> rule.targetLabel(text(node, name));
            case "replacement" -> rule.replacement(text(node, name));
            default -> {
                // The action is known already.
            }
        }
    }

    private Action action(Map<String, NodeTuple> fields) {
        if (!fields.containsKey("action")) {
            return Action.REPLACE;
        }
        Node node = value(fields, "action");
        String name = text(node, "action").toLowerCase(Locale.ROOT);
        List<String> labels = new ArrayList<>();
        for (Action action : Action.values()) {
            if (action.label().equals(name)) {
                return action;
            }
            labels.add(action.label());
        }
        throw at(
                node,
                name.isEmpty() ? "an empty action" : "unknown action \"" + name + "\"" + didYouMean(name, labels));
    }

    /// The fields of a map by name, each once, with those of the maps that `<<` merges into it.
    private Map<String, NodeTuple> fields(MappingNode map) {
        Map<String, NodeTuple> fields = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple field : map.getValue()) {
            String name = text(field.getKeyNode(), "a field's name");
            if (name.equals("<<")) {
                merged.add(field.getValueNode());
            } else if (fields.put(name, field) != null) {
                throw at(field.getKeyNode(), "field \"" + name + "\" is there twice");
            }
        }
        for (Node node : merged) {
            List<Node> sources = node instanceof SequenceNode list ? list.getValue() : List.of(node);
            for (Node source : sources) {
                if (!(source instanceof MappingNode more) || more.isRecursive()) {
                    throw at(source, "expected a map to merge");
                }
                fields(more).forEach(fields::putIfAbsent);
            }
        }
        return fields;
    }

    /// Somebody who misspells the section's name should not be told that there are no rules.
    private void suggest(Map<String, NodeTuple> fields) {
        for (Map.Entry<String, NodeTuple> field : fields.entrySet()) {
            String suggestion = didYouMean(field.getKey(), List.of(RULES));
            if (!field.getKey().equals(RULES) && !suggestion.isEmpty()) {
                throw at(field.getValue().getKeyNode(), "unknown field \"" + field.getKey() + "\"" + suggestion);
            }
        }
    }

    private static Node value(Map<String, NodeTuple> fields, String name) {
        NodeTuple field = fields.get(name);
        return field == null ? null : field.getValueNode();
    }

    private List<Node> sequence(Node node, String what) {
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        if (isNull(node)) {
            return List.of();
        }
        throw at(node, what + ": expected a list");
    }

    /// A scalar's text as it was written; nothing for `null`.
    private String text(Node node, String what) {
        if (!(node instanceof ScalarNode scalar)) {
            throw at(node, what + ": expected a text");
        }
        return isNull(node) ? "" : scalar.getValue();
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && Set.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
    }

    /// A whole number in one of YAML 1.1's notations: decimal, `0x`, `0b`, and octal with a leading zero.
    private long number(Node node) {
        String text = text(node, "modulus");
        String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
        boolean plain = node instanceof ScalarNode scalar && scalar.isPlain();
        try {
            if (!plain) {
                throw new NumberFormatException("a string");
            }
            if (digits.startsWith("0x")) {
                return Long.parseUnsignedLong(digits.substring(2), 16);
            }
            if (digits.startsWith("0b")) {
                return Long.parseUnsignedLong(digits.substring(2), 2);
            }
            if (digits.startsWith("0") && digits.length() > 1) {
                return Long.parseUnsignedLong(digits.substring(digits.startsWith("0o") ? 2 : 1), 8);
            }
            return isNull(node) ? 0 : Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw at(node, "modulus: expected a whole number, not \"" + text + "\"");
        }
    }

    private static String didYouMean(String name, List<String> known) {
        String best = null;
        int least = 4;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < least && distance < candidate.length() - 1) {
                least = distance;
                best = candidate;
            }
        }
        return best == null ? "" : "; did you mean \"" + best + "\"?";
    }

    /// How many characters have to be added, taken away or replaced.
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[right.length()];
    }

    private RelabelException at(Node node, String reason) {
        return at(node == null ? null : node.getStartMark().orElse(null), reason);
    }

    private RelabelException at(Mark mark, String reason) {
        return mark == null
                ? new RelabelException(file, 0, 0, reason)
                : new RelabelException(file, mark.getLine() + 1, mark.getColumn() + 1, reason);
    }
}
