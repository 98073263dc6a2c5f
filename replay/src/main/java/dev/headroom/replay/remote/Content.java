package dev.headroom.replay.remote;

/// What a request holds, or what became of it.
///
/// @param floats samples that are numbers
/// @param histograms samples that are native histograms
record Content(long floats, long histograms, long exemplars) {
    static final Content NONE = new Content(0, 0, 0);

    long samples() {
        return floats + histograms;
    }

    boolean isEmpty() {
        return floats == 0 && histograms == 0 && exemplars == 0;
    }

    Content plus(Content more) {
        return new Content(floats + more.floats, histograms + more.histograms, exemplars + more.exemplars);
    }

    /// What is missing in a part of this; nothing where that has more.
    Content without(Content part) {
        return new Content(
                Math.max(0, floats - part.floats),
                Math.max(0, histograms - part.histograms),
                Math.max(0, exemplars - part.exemplars));
    }
}
