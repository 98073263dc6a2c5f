package dev.headroom.write.verify;

/// Is told how far a verification has come, from several threads.
public interface VerifyProgress {
    /// For whoever does not want to know.
    VerifyProgress NONE = new VerifyProgress() {
        @Override
        public void start(String phase, long total) {}

        @Override
        public void add(long done) {}
    };

    /// A phase of `total` steps begins.
    void start(String phase, long total);

    /// So many more steps of the phase are done.
    void add(long done);
}
