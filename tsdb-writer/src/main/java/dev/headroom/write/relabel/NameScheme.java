package dev.headroom.write.relabel;

import dev.headroom.tsdb.selector.Utf8;

/// Which strings are names of labels: `metric_name_validation_scheme` of a configuration.
public enum NameScheme {
    /// Letters, digits and underscores of ASCII, no digit first: all that Prometheus 2 allows.
    LEGACY,
    /// Any UTF-8 that is not empty: the default of Prometheus 3.
    UTF8;

    public boolean isLabelName(byte[] name) {
        if (name.length == 0) {
            return false;
        }
        if (this == UTF8) {
            return Utf8.isValid(name, 0, name.length);
        }
        for (int i = 0; i < name.length; i++) {
            byte c = name[i];
            boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
