package dev.headroom.write.rewrite;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// The lock of a data directory: `flock(2)` on the file `lock`, which a Prometheus holds as long as it runs
/// (source:
/// `tsdb/tsdbutil/dir_locker.go`, `tsdb/fileutil/flock_unix.go`). Who holds it is alone with the directory, and
/// no Prometheus starts on it.
///
/// Java's own file locks are those of `fcntl(2)`, which do not see those of `flock(2)`, so the system is asked
/// directly.
public final class DirectoryLock implements AutoCloseable {
    private static final int OPEN_READ_WRITE = 2;
    private static final int LOCK_EXCLUSIVE_AT_ONCE = 2 | 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle FLOCK =
            handle("flock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final Path file;
    private final int descriptor;
    private final boolean made;

    private DirectoryLock(Path file, int descriptor, boolean made) {
        this.file = file;
        this.descriptor = descriptor;
        this.made = made;
    }

    /// Takes the lock, and makes sure that no server without one writes to the directory's log.
    ///
    /// @throws RewriteRefusedException when there is a server
    public static DirectoryLock takeAlone(Path directory) throws IOException {
        DirectoryLock lock = take(directory);
        try {
            String writer = OpenFiles.writerOf(directory).orElse(null);
            if (writer != null) {
                throw new RewriteRefusedException(
                        directory + ": " + writer + "; stop that process first, or write elsewhere with --out");
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// Takes the lock.
    ///
    /// @throws RewriteRefusedException when somebody else holds it
    static DirectoryLock take(Path directory) throws IOException {
        Path file = directory.resolve("lock");
        boolean made = !Files.exists(file);
        if (made) {
            Files.createFile(file);
        }
        int descriptor;
        try (Arena arena = Arena.ofConfined()) {
            descriptor = call(OPEN, arena.allocateFrom(file.toString()), OPEN_READ_WRITE);
        }
        if (descriptor < 0) {
            throw new IOException(file + ": cannot be opened for writing; run as the user that Prometheus runs as");
        }
        if (call(FLOCK, descriptor, LOCK_EXCLUSIVE_AT_ONCE) != 0) {
            call(CLOSE, descriptor);
            throw new RewriteRefusedException(directory
                    + ": a running Prometheus holds the lock of this directory; stop it first, or write elsewhere with"
                    + " --out");
        }
        return new DirectoryLock(file, descriptor, made);
    }

    /// Gives the lock back. The file goes too when it was not there before: a Prometheus that finds one at its
    /// start warns of an unclean end.
    @Override
    public void close() throws IOException {
        if (made) {
            Files.deleteIfExists(file);
        }
        call(CLOSE, descriptor);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        MemorySegment function = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("no " + name + " on this system"));
        Linker.Option[] options =
                name.equals("open") ? new Linker.Option[] {Linker.Option.firstVariadicArg(2)} : new Linker.Option[0];
        return LINKER.downcallHandle(function, descriptor, options);
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
