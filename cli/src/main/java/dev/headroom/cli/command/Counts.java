package dev.headroom.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the values of options that count something.
final class Counts {
    private Counts() {}

    private static int read(String text, int least) {
        try {
            int count = Integer.parseInt(text);
            if (count < least) {
                throw new TypeConversionException("at least " + least + ", not " + text);
            }
            return count;
        } catch (NumberFormatException e) {
            throw new TypeConversionException("a whole number, not '" + text + "'");
        }
    }

    /// Rows of a list, where 0 means all of them.
    static final class Rows implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return read(text, 0);
        }
    }

    /// Things of which there must be one.
    static final class FromOne implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return read(text, 1);
        }
    }
}
