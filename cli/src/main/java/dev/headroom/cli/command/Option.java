package dev.headroom.cli.command;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// An option that is being described; the last word says what its values are.
final class Option {
    private final OptionSpec.Builder option;
    private final Consumer<ArgSpec> taker;

    /// @param taker takes the option when all is said about it
    Option(String name, String label, String[] description, Consumer<ArgSpec> taker) {
        this.option = OptionSpec.builder(name).paramLabel(label).description(description);
        this.taker = taker;
    }

    /// Another name, of one letter.
    Option alias(String name) {
        option.names(name, option.names()[0]);
        return this;
    }

    Option required() {
        option.required(true);
        return this;
    }

    /// The value without the option, as it would be written.
    Option byDefault(String text) {
        option.defaultValue(text);
        return this;
    }

    /// Takes several values at once, with commas between them.
    Option splitAtCommas() {
        option.splitRegex(",");
        return this;
    }

    <T> Value<T> as(ITypeConverter<T> reader) {
        option.type(Object.class).converters(reader);
        return taken();
    }

    /// @param type one that picocli knows how to read, which it does of every enum
    <T> Value<T> as(Class<T> type) {
        option.type(type);
        return taken();
    }

    <T> Value<List<T>> listOf(ITypeConverter<T> reader) {
        option.type(List.class).auxiliaryTypes(Object.class).converters(reader).initialValue(List.of());
        return taken();
    }

    <T> Value<List<T>> listOf(Class<T> type) {
        option.type(List.class).auxiliaryTypes(type).initialValue(List.of());
        return taken();
    }

    /// Values that are written `KEY=VALUE`.
    Value<Map<String, String>> map() {
        option.type(Map.class).auxiliaryTypes(String.class, String.class).initialValue(Map.of());
        return taken();
    }

    private <T> Value<T> taken() {
        OptionSpec built = option.build();
        taker.accept(built);
        return new Value<>(built);
    }
}
