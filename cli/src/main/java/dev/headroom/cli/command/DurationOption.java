package dev.headroom.cli.command;

import dev.headroom.tsdb.units.Durations;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a duration as Prometheus writes it, to milliseconds.
final class DurationOption implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
