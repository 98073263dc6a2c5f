package dev.headroom.write.block;

import java.io.IOException;
import java.nio.file.Path;

/// Writes a block's `tombstones` file; the layout stands at the reader's `Tombstones`.
///
/// A block that is written anew has none: what was deleted is not in it. The file is there all the same, as in
/// the blocks that Prometheus writes.
final class TombstonesWriter {
    private static final int MAGIC = 0x0130BA30;

    private TombstonesWriter() {}

    static void writeNone(Path path) throws IOException {
        try (OutputFile out = new OutputFile(path)) {
            out.writeInt(MAGIC);
            out.writeByte(1);
            out.startChecksum();
            out.writeChecksum();
            out.finish();
        }
    }
}
