package dev.headroom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// The answer to `--version`, in the build's own words (`version.properties`).
final class VersionText {
    private VersionText() {}

    static String text() {
        return String.join("\n", lines()) + "\n";
    }

    static String[] lines() {
        Properties build = new Properties();
        try (InputStream in = VersionText.class.getResourceAsStream("version.properties")) {
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {
            "headroom " + build.getProperty("version"),
            "commit:  " + build.getProperty("commit"),
            "java:    " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        };
    }
}
