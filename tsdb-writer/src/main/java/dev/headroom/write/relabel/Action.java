package dev.headroom.write.relabel;

import java.util.Locale;

/// What a relabeling rule does.
public enum Action {
    REPLACE,
    KEEP,
    DROP,
    KEEPEQUAL,
    DROPEQUAL,
    HASHMOD,
    LABELMAP,
    LABELDROP,
    LABELKEEP,
    LOWERCASE,
    UPPERCASE;

    /// The action's name in a configuration.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether the rule looks at names of labels instead of the values of its source labels.
    public boolean looksAtNames() {
        return this == LABELMAP || this == LABELDROP || this == LABELKEEP;
    }

    /// Whether the rule decides on the whole series and changes no label.
    public boolean isFilter() {
        return this == KEEP || this == DROP || comparesTarget();
    }

    /// Whether the rule holds the source values against the value of the target label.
    public boolean comparesTarget() {
        return this == KEEPEQUAL || this == DROPEQUAL;
    }

    boolean needsTarget() {
        return !looksAtNames() && this != KEEP && this != DROP;
    }
}
