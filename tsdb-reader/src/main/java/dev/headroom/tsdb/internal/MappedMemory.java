package dev.headroom.tsdb.internal;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// What of all mapped files this process has in memory. After about [#MOST] bytes all of it is let go, and what is
/// still wanted comes back from the file cache: files of any size, and any number of them, take no more than that.
final class MappedMemory {
    /// Bytes that come into memory until they are let go of.
    static final long MOST = 32 << 20;

    private static final Set<MappedFile> OPEN = new HashSet<>();

    /// Bytes that have come since.
    private static final AtomicLong COME = new AtomicLong();

    private MappedMemory() {}

    static void opened(MappedFile file) {
        synchronized (OPEN) {
            OPEN.add(file);
        }
    }

    /// To be called before it is unmapped.
    static void closed(MappedFile file) {
        synchronized (OPEN) {
            OPEN.remove(file);
        }
    }

    /// Notes that bytes of an open file are about to be read.
    static void coming(long bytes) {
        long come = COME.addAndGet(bytes);
        // Others that come meanwhile go on.
        if (come > MOST && COME.compareAndSet(come, bytes)) {
            letGo();
        }
    }

    private static void letGo() {
        synchronized (OPEN) {
            OPEN.forEach(MappedFile::unload);
        }
    }
}
