package dev.headroom.replay.remote;

import dev.headroom.write.block.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder for what a run needs for a while. It goes with the run, and with one that is not waited for as well.
final class Scratch implements AutoCloseable {
    /// How often to try: who is still writing may put one more file there.
    private static final int ATTEMPTS = 20;

    private final Path path;

    private Scratch(Path path) {
        this.path = path;
    }

    /// @param stop told of the folder
    static Scratch create(Stop stop) throws IOException {
        Scratch folder = new Scratch(Files.createTempDirectory("headroom-replay"));
        stop.made(folder);
        return folder;
    }

    Path path() {
        return path;
    }

    /// Deletes the folder, unless it is gone.
    @Override
    public synchronized void close() throws IOException {
        Directories.delete(path);
    }

    /// Deletes the folder while somebody may be writing into it.
    void abandon() {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                close();
                return;
            } catch (IOException e) {
                // Something has come or gone meanwhile.
            }
        }
    }
}
