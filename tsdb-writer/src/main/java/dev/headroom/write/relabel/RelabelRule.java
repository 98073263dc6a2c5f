package dev.headroom.write.relabel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// One relabeling rule, valid by Prometheus's rules, and what it makes of values.
///
/// The rule's decisions are functions of bytes: which labels are where is the business of [RelabelRules], for one
/// label set, and of [SeriesRelabeler], for all series of a block. (Facts: `model/relabel/relabel.go` of
/// Prometheus.)
public final class RelabelRule {
    private static final String DEFAULT_SEPARATOR = ";";
    private static final String DEFAULT_REGEX = "(.*)";
    private static final String DEFAULT_REPLACEMENT = "$1";

    /// Plain words that are no strings in YAML.
    private static final Set<String> YAML_WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private final Action action;
    private final List<String> sourceLabels;
    private final String separator;
    private final RelabelRegex regex;
    private final boolean ownRegex;
    private final long modulus;
    private final String targetLabel;
    private final String replacement;
    private final NameScheme names;

    private final List<byte[]> sourceNames;
    private final byte[] separatorBytes;
    private final byte[] targetName;
    private final Template target;
    private final Template value;

    private RelabelRule(Builder builder) {
        action = builder.action;
        sourceLabels = builder.sourceLabels == null ? List.of() : List.copyOf(builder.sourceLabels);
        separator = builder.separator;
        ownRegex = builder.regex != null;
        regex = new RelabelRegex(ownRegex ? builder.regex : DEFAULT_REGEX);
        modulus = builder.modulus;
        targetLabel = builder.targetLabel;
        replacement = builder.replacement;
        names = builder.names;
        sourceNames = sourceLabels.stream().map(RelabelRule::utf8).toList();
        separatorBytes = utf8(separator);
        targetName = utf8(targetLabel);
        target = Template.of(targetLabel);
        value = Template.of(replacement);
    }

    public static Builder of(Action action) {
        return new Builder(action);
    }

    /// The fields of a rule as they stand in a configuration, with Prometheus's defaults.
    public static final class Builder {
        private final Action action;
        private List<String> sourceLabels;
        private String separator = DEFAULT_SEPARATOR;
        private String regex;
        private long modulus;
        private String targetLabel = "";
        private String replacement = DEFAULT_REPLACEMENT;
        private NameScheme names = NameScheme.UTF8;

        private Builder(Action action) {
            this.action = action;
        }

        public Builder sourceLabels(String... labels) {
            sourceLabels = List.of(labels);
            return this;
        }

        public Builder separator(String text) {
            separator = text;
            return this;
        }

        public Builder regex(String text) {
            regex = text;
            return this;
        }

        /// @param number unsigned
        public Builder modulus(long number) {
            modulus = number;
            return this;
        }

        public Builder targetLabel(String name) {
            targetLabel = name;
            return this;
        }

        public Builder replacement(String text) {
            replacement = text;
            return this;
        }

        public Builder names(NameScheme scheme) {
            names = scheme;
            return this;
        }

        /// @throws IllegalArgumentException with the reason, when Prometheus would not take the rule
        public RelabelRule build() {
            requireTarget();
            requireValidNames();
            requireNothingElse();
            try {
                return new RelabelRule(this);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("regex: " + e.getMessage(), e);
            }
        }

        private void requireTarget() {
            for (String label : sourceLabels == null ? List.<String>of() : sourceLabels) {
                if (!names.isLabelName(utf8(label))) {
                    throw invalid("source_labels: \"" + label + "\" is no name of a label");
                }
            }
            if (action == Action.HASHMOD && modulus == 0) {
                throw invalid("action hashmod needs a modulus that is not 0");
            }
            if (action.needsTarget() && targetLabel.isEmpty()) {
                throw invalid("action " + action.label() + " needs a target_label");
            }
        }

        private void requireValidNames() {
            boolean expands = action == Action.REPLACE && hasVariable(targetLabel);
            boolean valid = !action.needsTarget()
                    || (expands ? isValidTemplate(targetLabel) : names.isLabelName(utf8(targetLabel)));
            if (!valid) {
                throw invalid("target_label \"" + targetLabel + "\" is no name of a label");
            }
            boolean readsReplacement = action == Action.REPLACE || action == Action.LABELMAP;
            boolean refusesReplacement =
                    action == Action.LOWERCASE || action == Action.UPPERCASE || action.comparesTarget();
            if (refusesReplacement && !readsReplacement && !replacement.equals(DEFAULT_REPLACEMENT)) {
                throw invalid("action " + action.label() + " takes no replacement");
            }
            if (action == Action.LABELMAP && !isValidTemplate(replacement)) {
                throw invalid("replacement \"" + replacement + "\" makes no name of a label");
            }
        }

        private void requireNothingElse() {
            boolean plain =
                    modulus == 0 && separator.equals(DEFAULT_SEPARATOR) && replacement.equals(DEFAULT_REPLACEMENT);
            if (action.comparesTarget() && !(plain && regex == null)) {
                throw invalid("action " + action.label() + " takes source_labels and target_label and nothing else");
            }
            boolean dropsNames = action == Action.LABELDROP || action == Action.LABELKEEP;
            if (dropsNames && !(plain && sourceLabels == null && targetLabel.isEmpty())) {
                throw invalid("action " + action.label() + " takes a regex and nothing else");
            }
        }

        /// Whether the text can become a name once its variables are replaced.
        private boolean isValidTemplate(String text) {
            return names == NameScheme.UTF8 ? names.isLabelName(utf8(text)) : isLegacyTemplate(text);
        }

        /// Letters, underscores, `$name` and `${name}`, and digits behind any of these.
        private static boolean isLegacyTemplate(String text) {
            int at = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c != '$') {
                    if (!isWord(c) || (at == 0 && isDigit(c))) {
                        return false;
                    }
                    at++;
                    continue;
                }
                boolean braced = text.startsWith("{", at + 1);
                int start = at + (braced ? 2 : 1);
                int end = start;
                while (end < text.length() && isWord(text.charAt(end))) {
                    end++;
                }
                if (end == start || (braced && !text.startsWith("}", end))) {
                    return false;
                }
                at = end + (braced ? 1 : 0);
            }
            return !text.isEmpty();
        }

        private static boolean isWord(char c) {
            return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }

        private static IllegalArgumentException invalid(String reason) {
            return new IllegalArgumentException(reason);
        }
    }

    public Action action() {
        return action;
    }

    public List<String> sourceLabels() {
        return sourceLabels;
    }

    public String targetLabel() {
        return targetLabel;
    }

    public String regex() {
        return regex.text();
    }

    List<byte[]> sourceNames() {
        return sourceNames;
    }

    byte[] targetName() {
        return targetName;
    }

    /// The values of the source labels, empty where a label is missing, as the one value that the rule looks at.
    byte[] join(byte[][] values) {
        if (values.length == 1) {
            return values[0];
        }
        int length = Math.max(0, values.length - 1) * separatorBytes.length;
        for (byte[] next : values) {
            length += next.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                joined.put(separatorBytes);
            }
            joined.put(values[i]);
        }
        return joined.array();
    }

    /// Whether the rule's regular expression matches.
    boolean matches(byte[] joined) {
        return regex.matches(joined);
    }

    /// Whether a filter lets a series pass.
    ///
    /// @param targetValue empty when the series does not have the target label
    boolean passes(byte[] joined, byte[] targetValue) {
        return switch (action) {
            case KEEP -> regex.matches(joined);
            case DROP -> !regex.matches(joined);
            case KEEPEQUAL -> Arrays.equals(joined, targetValue);
            case DROPEQUAL -> !Arrays.equals(joined, targetValue);
            default -> true;
        };
    }

    /// The label that the rule sets, or takes away when its value is empty; `null` when all stay as they are.
    Label assign(byte[] joined) {
        return switch (action) {
            case REPLACE -> replace(joined);
            case LOWERCASE -> new Label(targetName, LetterCase.lower(joined));
            case UPPERCASE -> new Label(targetName, LetterCase.upper(joined));
            case HASHMOD -> new Label(targetName, utf8(hash(joined)));
            default -> null;
        };
    }

    private Label replace(byte[] joined) {
        RelabelRegex.Match match = regex.match(joined);
        if (match == null) {
            return null;
        }
        byte[] name = target.expand(match);
        return names.isLabelName(name) ? new Label(name, value.expand(match)) : null;
    }

    private String hash(byte[] joined) {
        try {
            long hash = ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(joined))
                    .getLong(8);
            return Long.toUnsignedString(Long.remainderUnsigned(hash, modulus));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JVM without MD5", e);
        }
    }

    /// Whether the rule takes away the label of this name.
    boolean removes(byte[] name) {
        return switch (action) {
            case LABELDROP -> regex.matches(name);
            case LABELKEEP -> !regex.matches(name);
            default -> false;
        };
    }

    /// The name that the rule copies the label of this name to, or `null` when it does not. The name need not be a
    /// valid one: Prometheus does not look at it here, and refuses the whole scrape afterwards.
    byte[] mapped(byte[] name) {
        return action == Action.LABELMAP && regex.matches(name) ? regex.replaceAll(name, value) : null;
    }

    private static boolean hasVariable(String template) {
        return template.indexOf('$') >= 0;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The rule as one line of YAML, without the fields that have their default.
    @Override
    public String toString() {
        List<String> fields = new ArrayList<>();
        if (!sourceLabels.isEmpty()) {
            fields.add("source_labels: ["
                    + String.join(
                            ", ", sourceLabels.stream().map(RelabelRule::quoted).toList())
                    + "]");
        }
        if (!separator.equals(DEFAULT_SEPARATOR)) {
            fields.add("separator: " + quoted(separator));
        }
        if (ownRegex) {
            fields.add("regex: " + quoted(regex.text()));
        }
        if (modulus != 0) {
            fields.add("modulus: " + Long.toUnsignedString(modulus));
        }
        if (!targetLabel.isEmpty()) {
            fields.add("target_label: " + quoted(targetLabel));
        }
        if (!replacement.equals(DEFAULT_REPLACEMENT)) {
            fields.add("replacement: " + quoted(replacement));
        }
        if (action != Action.REPLACE) {
            fields.add("action: " + action.label());
        }
        return "{" + String.join(", ", fields) + "}";
    }

    /// A YAML string: single quotes, or double ones where there is something that only those can say.
    private static String quoted(String text) {
        if (text.matches("[A-Za-z_][A-Za-z0-9_]*") && !YAML_WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        if (text.codePoints().noneMatch(Character::isISOControl)) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder escaped = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                escaped.append(String.format("\\x%02x", c));
            } else {
                escaped.append(c == '"' || c == '\\' ? "\\" : "").appendCodePoint(c);
            }
        });
        return escaped.append('"').toString();
    }
}
