package dev.headroom.cli.render;

/// Emphasis on a terminal, or none.
public enum Style {
    PLAIN,
    COLOR;

    private static final String RESET = "\u001b[0m";

    public String title(String text) {
        return wrap("\u001b[1m", text);
    }

    public String heading(String text) {
        return wrap("\u001b[2m", text);
    }

    public String warning(String text) {
        return wrap("\u001b[33m", text);
    }

    private String wrap(String code, String text) {
        return this == PLAIN ? text : code + text + RESET;
    }
}
