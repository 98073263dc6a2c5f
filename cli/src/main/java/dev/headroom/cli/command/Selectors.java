package dev.headroom.cli.command;

import dev.headroom.tsdb.selector.Selector;
import dev.headroom.tsdb.selector.SelectorException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads the value of `--match`.
final class Selectors implements ITypeConverter<Selector> {
    @Override
    public Selector convert(String text) {
        try {
            Selector selector = Selector.parse(text);
            if (selector.matchers().isEmpty()) {
                throw new TypeConversionException("bad selector: no matcher in it; for all series leave --match out");
            }
            return selector;
        } catch (SelectorException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
