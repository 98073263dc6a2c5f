package dev.headroom.cli.command;

import dev.headroom.tsdb.units.Timestamps;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the value of `--from`, `--to` and `--at`.
final class Times implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Timestamps.parse(text, System.currentTimeMillis());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
