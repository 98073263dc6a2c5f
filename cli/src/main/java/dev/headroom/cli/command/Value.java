package dev.headroom.cli.command;

import picocli.CommandLine.Model.ArgSpec;

/// What the command line gives for an option or a parameter, once it has been read.
record Value<T>(ArgSpec argument) {
    /// The value; without one the default, and where there is none of that, `null` or an empty list.
    T get() {
        return argument.getValue();
    }

    /// The value, or another one in place of none.
    T or(T other) {
        T value = get();
        return value == null ? other : value;
    }
}
