package dev.headroom.replay.remote;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What became of the requests, added up over all senders.
final class Outcome {
    /// More reasons than this are told as one.
    private static final int MOST_REASONS = 20;

    private static final int LONGEST_REASON = 200;

    /// What a server refused for one reason.
    ///
    /// @param status of the answer
    /// @param requests in which something was refused
    record Refusal(int status, long requests, Content content, String example) {}

    private Content sent = Content.NONE;
    private Content accepted = Content.NONE;
    private Content repeated = Content.NONE;
    private long requests;
    private long retries;
    private long wireBytes;
    private long bodyBytes;
    private long metadata;
    private boolean unconfirmed;
    private final Map<String, Refusal> refusals = new TreeMap<>();

    /// A request was answered for good.
    ///
    /// @param again whether an earlier run may have sent it already, so that a server that has it refuses it
    synchronized void answered(Content content, Answer answer, Protocol protocol, boolean again, int wire, int body) {
        requests++;
        wireBytes += wire;
        bodyBytes += body;
        sent = sent.plus(content);
        Content taken = taken(content, answer, protocol);
        unconfirmed |= answer.written() == null;
        accepted = accepted.plus(taken);
        Content refused = content.without(taken);
        if (refused.isEmpty()) {
            return;
        }
        if (again && answer.status() == 400) {
            repeated = repeated.plus(refused);
            return;
        }
        String reason = reason(answer);
        if (!refusals.containsKey(reason) && refusals.size() >= MOST_REASONS) {
            reason = "other reasons";
        }
        Refusal known = refusals.getOrDefault(reason, new Refusal(answer.status(), 0, Content.NONE, answer.message()));
        refusals.put(
                reason,
                new Refusal(
                        known.status(), known.requests() + 1, known.content().plus(refused), known.example()));
    }

    private static Content taken(Content content, Answer answer, Protocol protocol) {
        if (protocol == Protocol.V1) {
            return answer.isSuccess() ? content : Content.NONE;
        }
        return answer.written() == null ? Content.NONE : content.without(content.without(answer.written()));
    }

    /// The server's words as far as they are the same for other series as well.
    static String reason(Answer answer) {
        if (answer.isSuccess()) {
            return answer.written() == null
                    ? "success without a word of what was written, as servers answer that do not know remote write 2.0"
                    : "success, but less was written than was sent";
        }
        String message = answer.message();
        for (String end : List.of(" for series ", " series=", " got {", "{")) {
            int at = message.indexOf(end);
            if (at > 0) {
                message = message.substring(0, at);
            }
        }
        message = message.strip();
        if (message.length() > LONGEST_REASON) {
            message = message.substring(0, LONGEST_REASON) + "…";
        }
        return answer.status() + (message.isEmpty() ? "" : " " + message);
    }

    synchronized void retried(int wire) {
        retries++;
        wireBytes += wire;
    }

    synchronized void sentMetadata(long metrics, int wire, int body) {
        requests++;
        metadata += metrics;
        wireBytes += wire;
        bodyBytes += body;
    }

    synchronized long acceptedSamples() {
        return accepted.samples();
    }

    synchronized Content sent() {
        return sent;
    }

    synchronized Content accepted() {
        return accepted;
    }

    synchronized Content repeated() {
        return repeated;
    }

    synchronized long requests() {
        return requests;
    }

    synchronized long retries() {
        return retries;
    }

    synchronized long wireBytes() {
        return wireBytes;
    }

    synchronized long bodyBytes() {
        return bodyBytes;
    }

    synchronized long metadata() {
        return metadata;
    }

    /// Whether some answers did not say what was written, as those of version 1.0 do not.
    synchronized boolean isUnconfirmed() {
        return unconfirmed;
    }

    /// What was refused, the most first.
    synchronized List<Map.Entry<String, Refusal>> refusals() {
        return refusals.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Refusal> refusal) ->
                                -refusal.getValue().content().samples())
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }
}
