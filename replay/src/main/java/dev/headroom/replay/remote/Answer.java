package dev.headroom.replay.remote;

/// What a server said to a request.
///
/// @param message the first line of its answer's text; empty when there is none
/// @param retryAfter milliseconds after which it wants to be asked again; -1 when it did not say
/// @param written what it says it has written; `null` when it did not say, as servers of version 1.0 do not
record Answer(int status, String message, long retryAfter, Content written) {
    boolean isSuccess() {
        return status / 100 == 2;
    }

    /// Whether the same request may be taken later.
    boolean isTemporary() {
        return status == 429 || status / 100 == 5;
    }

    /// Whether the next request would fare no better, because it is the address or the sender that is wrong.
    boolean isHopeless() {
        return status / 100 == 3 || status == 401 || status == 403 || status == 404 || status == 405 || status == 407;
    }
}
