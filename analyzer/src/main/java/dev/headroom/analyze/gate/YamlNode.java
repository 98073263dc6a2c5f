package dev.headroom.analyze.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.snakeyaml.engine.v2.nodes.Tag;

/// A YAML document as a tree in which everything knows its place, so that whoever does not like it can say
/// where.
sealed interface YamlNode {
    Place place();

    /// Line and column from 1.
    record Place(int line, int column) {
        private static Place of(Optional<Mark> mark) {
            return mark.map(at -> new Place(at.getLine() + 1, at.getColumn() + 1))
                    .orElse(new Place(1, 1));
        }
    }

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
        try {
            LoadSettings settings =
                    LoadSettings.builder().setAllowDuplicateKeys(true).build();
            Node root = new Compose(settings)
                    .composeString(text)
                    .orElseThrow(() -> new BudgetException(file, 1, 1, "nothing in it"));
            return new Tree(file).node(root, 0);
        } catch (MarkedYamlEngineException e) {
            Place place = Place.of(e.getProblemMark().or(e::getContextMark));
            throw new BudgetException(file, place.line(), place.column(), "no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new BudgetException(file, 1, 1, "no YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new BudgetException(file, 1, 1, "nested too deep");
        }
    }

    /// Puts the tree together.
    final class Tree {
        private static final int DEEPEST = 20;

        private final String file;
        private int nodes;

        private Tree(String file) {
            this.file = file;
        }

        private YamlNode node(Node node, int depth) {
            Place place = Place.of(node.getStartMark());
            // An alias may hold itself, or one that holds two that hold two.
            if (depth > DEEPEST || ++nodes > 1_000_000) {
                throw bad(place, "nested too deep");
            }
            return switch (node) {
                case MappingNode mapping -> mapping(mapping, place, depth);
                case SequenceNode sequence -> {
                    List<YamlNode> items = new ArrayList<>();
                    sequence.getValue().forEach(item -> items.add(node(item, depth + 1)));
                    yield new Sequence(place, items);
                }
                case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Nothing(place);
                case ScalarNode scalar -> new Scalar(place, scalar.getValue());
                default -> throw bad(place, "neither a mapping, a list nor a value");
            };
        }

        private Mapping mapping(MappingNode node, Place place, int depth) {
            Map<String, YamlNode> values = new LinkedHashMap<>();
            Map<String, Place> keys = new LinkedHashMap<>();
            for (NodeTuple entry : node.getValue()) {
                Place at = Place.of(entry.getKeyNode().getStartMark());
                // The composer takes no other keys.
                String key = ((ScalarNode) entry.getKeyNode()).getValue();
                if (keys.put(key, at) != null) {
                    throw bad(at, "\"" + key + "\" stands here twice");
                }
                values.put(key, node(entry.getValueNode(), depth + 1));
            }
            return new Mapping(place, values, keys);
        }

        private BudgetException bad(Place place, String reason) {
            return new BudgetException(file, place.line(), place.column(), reason);
        }
    }
}
