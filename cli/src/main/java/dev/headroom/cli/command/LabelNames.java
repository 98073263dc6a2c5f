package dev.headroom.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the name of a label. Since UTF-8 names any text is one, except none.
final class LabelNames implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("an empty label name");
        }
        return text;
    }
}
