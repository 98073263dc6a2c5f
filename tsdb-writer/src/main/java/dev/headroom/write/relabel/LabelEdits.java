package dev.headroom.write.relabel;

import java.util.ArrayList;
import java.util.List;

/// A label set while rules work on it.
///
/// The order in which a rule meets the labels is Prometheus's: those that no rule has set yet, by name, then those
/// that were set, in the order of their coming. It decides which value is left when `labelmap` makes one name of
/// two.
final class LabelEdits {
    private static final byte[] MISSING = {};

    private final List<Label> untouched = new ArrayList<>();
    private final List<Label> set = new ArrayList<>();

    LabelEdits(LabelSet labels) {
        for (Label label : labels.labels()) {
            // A label without a value is none.
            if (label.value().length > 0) {
                untouched.add(label);
            }
        }
    }

    byte[] get(byte[] name) {
        for (Label label : current()) {
            if (label.isNamed(name)) {
                return label.value();
            }
        }
        return MISSING;
    }

    /// Gives the label a value, or takes it away when that is empty.
    void set(byte[] name, byte[] value) {
        untouched.removeIf(label -> label.isNamed(name));
        if (value.length == 0) {
            set.removeIf(label -> label.isNamed(name));
            return;
        }
        for (int i = 0; i < set.size(); i++) {
            if (set.get(i).isNamed(name)) {
                set.set(i, new Label(name, value));
                return;
            }
        }
        set.add(new Label(name, value));
    }

    /// The labels as they are now, in the order in which rules meet them.
    List<Label> current() {
        List<Label> labels = new ArrayList<>(untouched);
        labels.addAll(set);
        return labels;
    }

    LabelSet labels() {
        return LabelSet.sorted(current());
    }
}
