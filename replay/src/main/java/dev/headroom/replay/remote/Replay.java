package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SampleVisitor;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends the samples of a directory to a remote-write endpoint, window of time by window of time.
///
/// Within a window, senders take ranges of labels ([Schedule]), so a series is always in the hands of one
/// sender and keeps its order; between windows all of them wait for each other, so that no sample is older
/// than the newest one sent by more than a window. What has arrived is noted in a [Journal] after each
/// request.
///
/// In memory stand, for each sender, one request and the series it is made of; for each block a cursor, while
/// a window needs it; the symbols of all blocks; exemplars.
public final class Replay {
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RemoteRequest request;
    private final Progress progress;
    private final Stop stop;
    private final DamageHandler damage;
    private final List<CorruptionException> damages = new ArrayList<>();
    private final Outcome outcome = new Outcome();
    private final CopyLabels copies;

    private ReplayData data;
    private RelabelSymbols symbols;
    private Survey survey;
    private Journal journal;
    private long shift;
    private long arrivedBefore;
    private Schedule schedule;
    private long startFirst;
    private long startNanos;
    private long forced;
    private Protocol protocol;

    private Replay(RemoteRequest request, DamageHandler damage, Progress progress, Stop stop) {
        this.request = request;
        this.progress = progress;
        this.stop = stop;
        this.damage = e -> {
            synchronized (damages) {
                // A chunk is read once for each window it reaches into.
                if (damages.stream().noneMatch(known -> known.getMessage().equals(e.getMessage()))) {
                    damages.add(e);
                    damage.handle(e);
                }
            }
        };
        copies = CopyLabels.of(request.copyLabel(), request.copies());
    }

    /// The name of the journal for a directory and a server, where the user has not named one.
    public static Path journalOf(Path directory, Endpoint endpoint) throws IOException {
        return Fingerprint.journalOf(directory, endpoint);
    }

    /// Sends what is to be sent, or says what that would be.
    ///
    /// @param damage told of what cannot be read, which is left out when that returns
    /// @param stop ends the run early; what it has sent by then is in the report
    /// @throws ReplayRefusedException when the run would do harm
    /// @throws IOException when the server cannot be made to take it, or the data be read
    public static RemoteReport run(RemoteRequest request, DamageHandler damage, Progress progress, Stop stop)
            throws IOException {
        Transport transport = request.dryRun() ? Transport.NOWHERE : new HttpTransport(request.endpoint());
        try (transport) {
            return new Replay(request, damage, progress, stop).run(transport);
        }
    }

    private RemoteReport run(Transport transport) throws IOException {
        try (Workers workers = new Workers(request.shards());
                ReplayData opened = ReplayData.open(request, damage, progress, stop)) {
            data = opened;
            symbols = new RelabelSymbols(data.symbols());
            survey = Survey.of(request, data, symbols, workers, damage, progress);
            refuseWhatWouldClash();
            long wanted = request.shift()
                    .filter(any -> survey.series > 0)
                    .map(to -> to.to() - survey.last)
                    .orElse(0L);
            Optional<Path> file = request.dryRun() ? Optional.empty() : request.journal();
            if (file.isEmpty()) {
                shift = wanted;
                return send(transport, workers);
            }
            byte[] fingerprint = Fingerprint.of(request, data.directory());
            try (Journal opening =
                    Journal.open(file.get(), fingerprint, wanted, data.walk().parts())) {
                journal = opening;
                shift = journal.shift();
                arrivedBefore = journal.arrived();
                RemoteReport report = send(transport, workers);
                if (report.complete()) {
                    journal.delete();
                }
                return report;
            }
        }
    }

    private void refuseWhatWouldClash() {
        long fallen = survey.fallenTogether();
        if (fallen > 0) {
            throw new ReplayRefusedException("relabeling gives " + fallen
                    + " series the labels of another one, and a server takes only one of them: change the rules;"
                    + " headroom whatif says which series");
        }
        if (survey.withCopyLabel > 0) {
            throw new ReplayRefusedException(survey.withCopyLabel + " series have a label \"" + request.copyLabel()
                    + "\" already, which is to tell the copies apart: --copy-label names another one, or --drop-label"
                    + " takes it away");
        }
    }

    private RemoteReport send(Transport transport, Workers workers) throws IOException {
        RateLimiter limiter = new RateLimiter(request.dryRun() ? 0 : request.rate(), System.nanoTime());
        boolean complete = true;
        List<Sender> senders = List.of();
        startNanos = System.nanoTime();
        forced = startNanos;
        try {
            if (!stop.begin()) {
                throw new Delivery.StoppedException();
            }
            Delivery first = new Delivery(transport, outcome, limiter, stop, request.retryFor());
            protocol = request.protocol().orElse(request.dryRun() ? Protocol.V2 : null);
            if (protocol == null) {
                protocol = first.negotiate();
            }
            startNanos = System.nanoTime();
            if (survey.series > 0) {
                senders = makeSenders(transport, limiter);
                if (protocol == Protocol.V1 && !data.notes().metrics().isEmpty()) {
                    Map<Text, Metadata> metrics = data.notes().metrics();
                    first.sendMetadata(WriteBodyV1.metadata(metrics), metrics.size());
                }
                progress.start("sending samples", survey.samples, 0);
                progress.add(arrivedBefore);
                complete = send(senders, workers);
            }
        } catch (Delivery.StoppedException e) {
            complete = false;
        }
        return report(complete, senders);
    }

    private List<Sender> makeSenders(Transport transport, RateLimiter limiter) {
        long first = survey.first;
        if (journal != null) {
            first = Math.max(first, journal.completeBefore());
        }
        startFirst = Schedule.startOf(first, request.window());
        schedule = new Schedule(data.walk().parts(), request.window(), first, request.range(), this::completed);
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < request.shards(); i++) {
            SymbolBytes bytes = new SymbolBytes(data.symbols(), symbols);
            Delivery delivery = new Delivery(transport, outcome, limiter, stop, request.retryFor());
            senders.add(new Sender(this, delivery, WriteBody.of(protocol, bytes, copies), bytes));
        }
        return senders;
    }

    /// Sends it all; false when somebody wished for an early end.
    private boolean send(List<Sender> senders, Workers workers) throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        List<Callable<Void>> work = new ArrayList<>();
        for (Sender sender : senders) {
            work.add(() -> {
                try {
                    for (Schedule.Task task = schedule.next(); task != null; task = schedule.next()) {
                        schedule.ended(task, sender.send(task));
                    }
                    return null;
                } catch (Delivery.StoppedException e) {
                    stopped.set(true);
                    return null;
                } finally {
                    // When it failed, nobody is to wait for its part.
                    schedule.stop();
                }
            });
        }
        try {
            workers.run(work);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return !stopped.get();
    }

    private void completed(long window) {
        if (journal == null) {
            return;
        }
        try {
            journal.noteComplete(window);
            if (System.nanoTime() - forced > FORCE_NANOS) {
                journal.force();
                forced = System.nanoTime();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What the senders ask for.

    RelabelRules rules() {
        return request.rules();
    }

    RelabelSymbols symbols() {
        return symbols;
    }

    Progress progress() {
        return progress;
    }

    CopyLabels copies() {
        return copies;
    }

    int samplesPerRequest() {
        return request.samplesPerRequest();
    }

    int metricName() {
        return data.symbols().find("__name__");
    }

    long shift() {
        return shift;
    }

    boolean hasNotes() {
        return data.notes() != LogNotes.NONE;
    }

    List<Exemplar> exemplars(int[] labels, int length) {
        return data.notes().exemplars(labels, length);
    }

    Metadata metadata(byte[] metric) {
        return data.notes().metadata(metric);
    }

    /// Samples of a part's window that have arrived in an earlier run.
    long arrived(Schedule.Task task) {
        if (journal == null) {
            return 0;
        }
        Journal.Progress known = journal.of(task.part());
        return known.window() == task.window().from() ? known.arrived() : 0;
    }

    /// Whether an earlier run may have sent the first request of this part: then it had it under way when it
    /// ended.
    boolean mayRepeat(Schedule.Task task) {
        return journal != null && journal.isResumed() && task.sequence() == 0;
    }

    long walk(Schedule.Task task, SampleVisitor visitor) throws IOException {
        return data.walk().walk(task.part(), task.window(), visitor, damage);
    }

    /// Waits until a request of this part may be sent.
    void awaitTurn(Schedule.Task task) throws IOException {
        try {
            if (!schedule.awaitTurn(task)) {
                throw new Delivery.StoppedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
        if (request.speed() > 0 && !request.dryRun()) {
            double due = (task.window().from() - startFirst) * 1e6 / request.speed();
            if (!stop.sleep((long) due - (System.nanoTime() - startNanos))) {
                throw new Delivery.StoppedException();
            }
        }
        if (stop.isWished()) {
            throw new Delivery.StoppedException();
        }
    }

    void note(Schedule.Task task, long arrived) throws IOException {
        if (journal != null) {
            journal.note(task.part(), task.window().from(), arrived);
        }
    }

    private RemoteReport report(boolean complete, List<Sender> senders) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        long first = senders.stream().mapToLong(Sender::first).min().orElse(Long.MAX_VALUE);
        long last = senders.stream().mapToLong(Sender::last).max().orElse(Long.MIN_VALUE);
        boolean any = first <= last;
        Content sent = outcome.sent();
        List<RemoteReport.LeftOut> leftOut = new ArrayList<>();
        long lost = senders.stream().mapToLong(Sender::lostStarts).sum();
        if (lost > 0) {
            leftOut.add(new RemoteReport.LeftOut("start timestamps", lost, "remote write 1.0 has no place for them"));
        }
        long without = senders.stream().mapToLong(Sender::exemplarsWithout).sum();
        if (without > 0) {
            leftOut.add(new RemoteReport.LeftOut(
                    "exemplars", without, "their series have no sample in the window to send them with"));
        }
        List<RemoteReport.Rejected> rejected = outcome.refusals().stream()
                .map(refusal -> new RemoteReport.Rejected(
                        refusal.getKey(),
                        refusal.getValue().status(),
                        refusal.getValue().requests(),
                        refusal.getValue().content().samples(),
                        refusal.getValue().content().exemplars(),
                        refusal.getValue().example()))
                .toList();
        return new RemoteReport(
                1,
                request.path().toString(),
                request.endpoint().url().toString(),
                complete,
                request.dryRun(),
                protocol == null ? null : protocol.label(),
                any ? first : null,
                any ? last : null,
                shift,
                request.copies(),
                survey.series,
                survey.dropped,
                survey.unstorable,
                RemoteReport.Sent.of(sent),
                RemoteReport.Sent.of(outcome.accepted()),
                !outcome.isUnconfirmed() && sent.samples() > 0,
                RemoteReport.Sent.of(outcome.repeated()),
                rejected,
                leftOut,
                protocol == Protocol.V2 ? data.notes().metrics().size() : outcome.metadata(),
                outcome.requests(),
                outcome.retries(),
                outcome.wireBytes(),
                outcome.bodyBytes(),
                sent.samples() == 0 ? 0 : (double) outcome.wireBytes() / sent.samples(),
                arrivedBefore,
                seconds,
                seconds > 0 ? sent.samples() / seconds : 0,
                damages.stream()
                        .map(e -> new RemoteReport.Damage(e.file(), e.getMessage()))
                        .toList());
    }
}
