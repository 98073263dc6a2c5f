package dev.headroom.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The answer to `--version`, in the build's own words (`version.properties`).
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
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
