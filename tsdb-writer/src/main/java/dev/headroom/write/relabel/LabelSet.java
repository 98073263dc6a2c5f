package dev.headroom.write.relabel;

import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.tsdb.selector.SelectorException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/// The labels of one series, sorted by name. Names and values are bytes that need not be UTF-8.
public final class LabelSet {
    private static final Comparator<Label> BY_NAME = (left, right) -> Arrays.compareUnsigned(left.name(), right.name());

    private final List<Label> labels;

    private LabelSet(List<Label> labels) {
        this.labels = labels;
    }

    /// @param pairs names and values in turn
    public static LabelSet of(String... pairs) {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            labels.add(new Label(utf8(pairs[i]), utf8(pairs[i + 1])));
        }
        return sorted(labels);
    }

    /// @param pairs names and values in turn
    public static LabelSet of(List<byte[]> pairs) {
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            labels.add(new Label(pairs.get(i), pairs.get(i + 1)));
        }
        return sorted(labels);
    }

    /// Reads `up{job="node"}` or `{__name__="up",job="node"}`: a selector with nothing but `=` in it.
    ///
    /// @throws SelectorException when the text is no selector
    /// @throws IllegalArgumentException with the reason, when it is not one label set
    public static LabelSet parse(String text) {
        List<Label> labels = new ArrayList<>();
        for (Matcher matcher : Selector.parse(text).matchers()) {
            if (matcher.type() != Matcher.Type.EQ) {
                throw new IllegalArgumentException(
                        "a label set has no " + matcher.type().sign() + ": " + matcher);
            }
            byte[] name = matcher.nameUtf8();
            if (labels.stream().anyMatch(label -> label.isNamed(name))) {
                throw new IllegalArgumentException("the label " + matcher.name() + " is there twice");
            }
            labels.add(new Label(name, matcher.valueUtf8()));
        }
        return sorted(labels);
    }

    static LabelSet sorted(List<Label> labels) {
        List<Label> sorted = new ArrayList<>(labels);
        sorted.sort(BY_NAME);
        return new LabelSet(List.copyOf(sorted));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return labels.isEmpty();
    }

    /// The value of a label, empty when it is not there.
    public byte[] value(String name) {
        byte[] wanted = utf8(name);
        for (Label label : labels) {
            if (label.isNamed(wanted)) {
                return label.value();
            }
        }
        return new byte[0];
    }

    /// 64 bits by which label sets are told apart where there is no room for the labels.
    public long fingerprint() {
        long hash = 1;
        for (Label label : labels) {
            hash = mixed(mixed(hash, label.name()), label.value());
        }
        return hash;
    }

    private static long mixed(long seed, byte[] bytes) {
        long hash = seed * 0x9e37_79b9_7f4a_7c15L + bytes.length;
        for (byte one : bytes) {
            hash = (hash ^ one) * 0x0000_0100_0000_01b3L;
            hash ^= hash >>> 29;
        }
        return hash;
    }

    /// The labels by name.
    public List<Label> labels() {
        return labels;
    }

    /// Why Prometheus would not store such a series but fail the scrape that brings it; nothing when it would.
    public Optional<String> complaint() {
        for (Label label : labels) {
            if (!NameScheme.UTF8.isLabelName(label.name())) {
                return Optional.of("a label with the name \"" + label.nameText() + "\" fails the scrape");
            }
        }
        return value("__name__").length == 0
                ? Optional.of("without __name__ the series fails the scrape")
                : Optional.empty();
    }

    /// Names and values in turn.
    public List<byte[]> pairs() {
        List<byte[]> pairs = new ArrayList<>();
        for (Label label : labels) {
            pairs.add(label.name());
            pairs.add(label.value());
        }
        return pairs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelSet set && labels.equals(set.labels);
    }

    @Override
    public int hashCode() {
        return labels.hashCode();
    }

    /// The labels in a selector's syntax, whatever bytes they are made of.
    @Override
    public String toString() {
        StringJoiner joined = new StringJoiner(", ", "{", "}");
        labels.forEach(label -> joined.add(label.toString()));
        return joined.toString();
    }
}
