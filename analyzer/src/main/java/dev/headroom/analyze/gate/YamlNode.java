package dev.headroom.analyze.gate;

import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// A YAML document as a tree in which everything knows its place, so that whoever does not like it can say
/// where.
sealed interface YamlNode {
    Place place();

    /// Line and column from 1.
    record Place(int line, int column) {}

    /// Text, a number or whatever else stands for itself; as it is written.
    record Scalar(Place place, String text) implements YamlNode {}

    /// Nothing, where something could be.
    record Nothing(Place place) implements YamlNode {}

    record Sequence(Place place, List<YamlNode> items) implements YamlNode {}

    /// @param keys where each key stands
    record Mapping(Place place, Map<String, YamlNode> values, Map<String, Place> keys) implements YamlNode {}

    /// Reads the one document of a file.
    ///
    /// @param file how to call it
    /// @throws BudgetException when it is no YAML, or YAML that would not be understood as it is meant
    static YamlNode read(String file, String text) {
        try (Reader reader = new StringReader(text);
                YAMLParser parser =
                        (YAMLParser) YAMLFactory.builder().build().createParser(ObjectReadContext.empty(), reader)) {
            if (parser.nextToken() == null) {
                throw new BudgetException(file, 1, 1, "nothing in it");
            }
            YamlNode root = new Tree(file, parser).node(0);
            if (parser.nextToken() != null) {
                Place place = place(parser.currentTokenLocation());
                throw new BudgetException(file, place.line(), place.column(), "more than one document");
            }
            return root;
        } catch (JacksonException e) {
            Place place = place(e.getLocation());
            String reason =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("no YAML");
            throw new BudgetException(file, place.line(), place.column(), "no YAML: " + reason);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Place place(TokenStreamLocation location) {
        return location == null
                ? new Place(1, 1)
                : new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /// Puts the tree together.
    final class Tree {
        private static final int DEEPEST = 20;

        private final String file;
        private final YAMLParser parser;

        private Tree(String file, YAMLParser parser) {
            this.file = file;
            this.parser = parser;
        }

        private YamlNode node(int depth) {
            Place place = place(parser.currentTokenLocation());
            if (depth > DEEPEST) {
                throw bad(place, "nested too deep");
            }
            if (parser.isCurrentAlias()) {
                throw bad(place, "an alias; budgets know none, so write it out");
            }
            return switch (parser.currentToken()) {
                case START_OBJECT -> mapping(place, depth);
                case START_ARRAY -> {
                    List<YamlNode> items = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        items.add(node(depth + 1));
                    }
                    yield new Sequence(place, items);
                }
                case VALUE_NULL -> new Nothing(place);
                default -> new Scalar(place, parser.getString());
            };
        }

        private Mapping mapping(Place place, int depth) {
            Map<String, YamlNode> values = new LinkedHashMap<>();
            Map<String, Place> keys = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                Place at = place(parser.currentTokenLocation());
                if (keys.put(key, at) != null) {
                    throw bad(at, "\"" + key + "\" stands here twice");
                }
                parser.nextToken();
                values.put(key, node(depth + 1));
            }
            return new Mapping(place, values, keys);
        }

        private BudgetException bad(Place place, String reason) {
            return new BudgetException(file, place.line(), place.column(), reason);
        }
    }
}
