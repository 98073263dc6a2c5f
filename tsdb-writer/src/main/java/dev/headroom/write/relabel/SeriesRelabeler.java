package dev.headroom.write.relabel;

import dev.headroom.tsdb.selector.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Relabels series in integers: names and values are ids of [RelabelSymbols].
///
/// What a rule makes of a combination of values is found out once, by [RelabelRule] on the bytes, and then looked
/// up: one hash of a few ints per rule and series, and no string. A rule about names is decided once per name.
/// Every thread has a relabeler of its own over the shared symbols.
public final class SeriesRelabeler {
    private static final int MISSING = -1;
    private static final byte[] NO_BYTES = {};

    private final RelabelSymbols symbols;
    private final Step[] steps;
    private final int metricName;

    /// The id of the empty string, if it is a symbol: a value that counts as none.
    private final int empty;

    // The labels while rules work on them. First those that no rule has set, by name, then the others in the order of
    // their coming: the order in which Prometheus's rules meet them, see LabelEdits.
    private int[] current = new int[64];
    private int untouched;
    private int used;
    private boolean mapped;

    private int[] met = new int[64];
    private int[] result = new int[64];
    private int resultLength;
    private boolean changed;
    private int droppingRule;

    public SeriesRelabeler(RelabelRules rules, RelabelSymbols symbols) {
        this.symbols = symbols;
        metricName = symbols.id("__name__".getBytes(StandardCharsets.US_ASCII));
        empty = symbols.find(NO_BYTES);
        steps = rules.rules().stream()
                .map(rule -> rule.action().looksAtNames() ? new NameStep(rule) : new ValueStep(rule))
                .toArray(Step[]::new);
    }

    /// Applies the rules to a label set; false when a rule drops it, or takes away its last label.
    ///
    /// @param labels names and values in turn, ascending by name
    /// @param length how many ints of it are the label set
    public boolean apply(int[] labels, int length) {
        load(labels, length);
        for (droppingRule = 0; droppingRule < steps.length; droppingRule++) {
            if (!steps[droppingRule].apply()) {
                return false;
            }
        }
        sort();
        changed = resultLength != length || !Arrays.equals(result, 0, length, labels, 0, length);
        return resultLength > 0;
    }

    /// The position of the rule that dropped the last label set; the number of rules when none did but no label is
    /// left.
    public int droppingRule() {
        return droppingRule;
    }

    /// Names and values of the new label set in turn, ascending by name; valid until the next call of [#apply].
    public int[] labels() {
        return result;
    }

    public int labelsLength() {
        return resultLength;
    }

    /// Whether the rules made another label set of it.
    public boolean changed() {
        return changed;
    }

    /// Whether Prometheus would store the new label set. It fails a whole scrape for a series that rules have left
    /// without a metric's name, or with a label whose name is empty or no UTF-8.
    public boolean isStorable() {
        for (int i = 0; mapped && i < resultLength; i += 2) {
            if (!isName(symbols.bytes(result[i]))) {
                return false;
            }
        }
        return !changed || isNamed();
    }

    private boolean isNamed() {
        for (int i = 0; i < resultLength; i += 2) {
            if (result[i] == metricName) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(byte[] bytes) {
        return bytes.length > 0 && Utf8.isValid(bytes, 0, bytes.length);
    }

    private void load(int[] labels, int length) {
        current = room(current, length);
        used = 0;
        for (int i = 0; i < length; i += 2) {
            if (labels[i + 1] != empty) {
                current[used++] = labels[i];
                current[used++] = labels[i + 1];
            }
        }
        untouched = used;
        mapped = false;
    }

    private static int[] room(int[] array, int length) {
        return array.length < length ? Arrays.copyOf(array, 2 * length) : array;
    }

    private int get(int name) {
        for (int i = 0; i < used; i += 2) {
            if (current[i] == name) {
                return current[i + 1];
            }
        }
        return MISSING;
    }

    private void set(int name, int value) {
        for (int i = untouched; i < used; i += 2) {
            if (current[i] == name) {
                if (value == MISSING) {
                    remove(i);
                } else {
                    current[i + 1] = value;
                }
                return;
            }
        }
        for (int i = 0; i < untouched; i += 2) {
            if (current[i] == name) {
                remove(i);
                untouched -= 2;
                break;
            }
        }
        if (value != MISSING) {
            current = room(current, used + 2);
            current[used++] = name;
            current[used++] = value;
        }
    }

    private void remove(int at) {
        System.arraycopy(current, at + 2, current, at, used - at - 2);
        used -= 2;
    }

    /// Puts what was set in its place among the untouched labels.
    private void sort() {
        result = room(result, used);
        System.arraycopy(current, 0, result, 0, untouched);
        for (int i = untouched; i < used; i += 2) {
            int name = current[i];
            int hole = i;
            while (hole > 0 && symbols.compare(result[hole - 2], name) > 0) {
                result[hole] = result[hole - 2];
                result[hole + 1] = result[hole - 1];
                hole -= 2;
            }
            result[hole] = name;
            result[hole + 1] = current[i + 1];
        }
        resultLength = used;
    }

    private byte[] bytes(int value) {
        return value == MISSING ? NO_BYTES : symbols.bytes(value);
    }

    private int id(byte[] value) {
        return value.length == 0 ? MISSING : symbols.id(value);
    }

    /// One rule and what it has decided so far.
    private abstract static sealed class Step {
        final RelabelRule rule;
        private final Combinations known;
        final int[] key;

        Step(RelabelRule rule, int width) {
            this.rule = rule;
            known = new Combinations(width);
            key = new int[width];
        }

        /// The number of the decision on [#key].
        final int decision() {
            int number = known.number(key);
            if (number < 0) {
                number = known.add(key);
                decide(number);
            }
            return number;
        }

        /// Decides on [#key] and writes it down under this number.
        abstract void decide(int number);

        /// Applies the rule to the current labels; false when it drops the series.
        abstract boolean apply();
    }

    /// A rule that looks at the values of its source labels, and some at that of the target label.
    private final class ValueStep extends Step {
        private static final int NOTHING = -2;
        private static final int DROP = -3;

        private final int[] sources;

        // By number of the decision: the name of the label that is set, or one of the constants, and its value.
        private int[] targets = new int[32];
        private int[] values = new int[32];

        ValueStep(RelabelRule rule) {
            super(rule, rule.sourceNames().size() + (rule.action().comparesTarget() ? 1 : 0));
            sources = new int[key.length];
            for (int i = 0; i < sources.length; i++) {
                boolean source = i < rule.sourceNames().size();
                sources[i] = symbols.id(source ? rule.sourceNames().get(i) : rule.targetName());
            }
        }

        @Override
        boolean apply() {
            for (int i = 0; i < sources.length; i++) {
                key[i] = get(sources[i]);
            }
            int decision = decision();
            int target = targets[decision];
            if (target >= 0) {
                set(target, values[decision]);
            }
            return target != DROP;
        }

        @Override
        void decide(int number) {
            targets = room(targets, number + 1);
            values = room(values, targets.length);
            targets[number] = NOTHING;
            byte[][] parts = new byte[rule.sourceNames().size()][];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = bytes(key[i]);
            }
            byte[] joined = rule.join(parts);
            if (rule.action().isFilter()) {
                byte[] targetValue = rule.action().comparesTarget() ? bytes(key[parts.length]) : NO_BYTES;
                targets[number] = rule.passes(joined, targetValue) ? NOTHING : DROP;
                return;
            }
            Label label = rule.assign(joined);
            if (label != null) {
                targets[number] = symbols.id(label.name());
                values[number] = id(label.value());
            }
        }
    }

    /// A rule that looks at names.
    private final class NameStep extends Step {
        private static final int KEEP = -1;
        private static final int REMOVE = -2;

        // By number of the decision: the name to copy the value to, or one of the constants.
        private int[] targets = new int[32];

        // The names of the labels before, and what became of them: most are those of these labels, in the same place.
        private int[] lastNames = {};
        private int[] lastTargets = {};

        NameStep(RelabelRule rule) {
            super(rule, 1);
        }

        @Override
        boolean apply() {
            return rule.action() == Action.LABELMAP ? map() : remove();
        }

        /// A rule that maps no name only takes labels away.
        private boolean remove() {
            int[] labels = current;
            int count = used;
            int kept = 0;
            int keptUntouched = untouched;
            know(count);
            for (int i = 0; i < count; i += 2) {
                if (target(i, labels[i]) != REMOVE) {
                    labels[kept] = labels[i];
                    labels[kept + 1] = labels[i + 1];
                    kept += 2;
                } else if (i < untouched) {
                    keptUntouched -= 2;
                }
            }
            used = kept;
            untouched = keptUntouched;
            return true;
        }

        private boolean map() {
            int count = used;
            met = room(met, count);
            System.arraycopy(current, 0, met, 0, count);
            know(count);
            for (int i = 0; i < count; i += 2) {
                int target = target(i, met[i]);
                if (target != KEEP) {
                    set(target, met[i + 1]);
                    mapped = true;
                }
            }
            return true;
        }

        private void know(int count) {
            if (lastNames.length < count) {
                lastNames = new int[2 * count];
                lastTargets = new int[2 * count];
                Arrays.fill(lastNames, MISSING);
            }
        }

        /// What becomes of the name in a place.
        private int target(int place, int name) {
            if (name != lastNames[place]) {
                key[0] = name;
                // The decision may need a larger array for its target.
                int decision = decision();
                lastTargets[place] = targets[decision];
                lastNames[place] = name;
            }
            return lastTargets[place];
        }

        @Override
        void decide(int number) {
            targets = room(targets, number + 1);
            byte[] name = symbols.bytes(key[0]);
            if (rule.removes(name)) {
                targets[number] = REMOVE;
                return;
            }
            byte[] copy = rule.mapped(name);
            targets[number] = copy == null ? KEEP : symbols.id(copy);
        }
    }
}
