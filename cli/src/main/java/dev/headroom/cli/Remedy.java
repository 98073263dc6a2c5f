package dev.headroom.cli;

import java.nio.file.Path;

/// What a user can do about a damaged file, by what kind of file it is.
final class Remedy {
    private Remedy() {}

    /// The way out, as the end of a sentence; empty for a file of which nothing is known.
    ///
    /// @param file the damaged file's path, or `null` when it is not known
    static String of(String file) {
        if (file == null) {
            return "";
        }
        for (Path part = Path.of(file); part != null; part = part.getParent()) {
            Path last = part.getFileName();
            String name = last == null ? "" : last.toString();
            if (name.equals("meta.json")) {
                return "; Prometheus passes the block over: restore the file, or move the block away";
            }
            if (name.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}")) {
                return "; restore the block, or move it away: Prometheus fails to start with it, or to query it";
            }
            if (name.startsWith("checkpoint.")) {
                return "; restore the checkpoint, or move the log away: Prometheus does not start with it";
            }
            switch (name) {
                case "wal", "wbl" -> {
                    return "; copy the log if it matters: Prometheus cuts it off there when it starts";
                }
                case "chunks_head" -> {
                    return "; Prometheus deletes it when it starts, and takes the samples from the log";
                }
                default -> {}
            }
        }
        return "";
    }
}
