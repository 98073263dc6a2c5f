package dev.headroom.replay.remote;

import java.io.IOException;

/// The way to a server.
interface Transport extends AutoCloseable {
    /// Sends a request and waits for the answer.
    ///
    /// @param content what the request holds
    /// @param body compressed
    /// @throws IOException when there was no answer
    Answer send(Protocol protocol, Content content, byte[] body, int length) throws IOException;

    @Override
    void close();

    /// The way to nowhere, where everything arrives.
    Transport NOWHERE = new Transport() {
        @Override
        public Answer send(Protocol protocol, Content content, byte[] body, int length) {
            return new Answer(204, "", -1, content);
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    };
}
