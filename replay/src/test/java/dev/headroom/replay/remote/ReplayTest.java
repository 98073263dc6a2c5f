package dev.headroom.replay.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.replay.remote.Receiver.Reply;
import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.wal.LogImage;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Replays into a receiver on loopback that decodes on its own and behaves well or badly.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayTest {
    private static final Path DEMO =
            Path.of(System.getProperty("headroom.root", "..")).resolve("samples/demo");
    private static final long START = 1_700_006_400_000L;
    private static final long WINDOW = 900_000;
    /// Enough for several ranges of labels.
    private static final int SERIES = 3000;

    private static final int SAMPLES = 40;

    @TempDir
    Path directory;

    private Path data;
    private Receiver receiver;

    @BeforeEach
    void writeBlock() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        BlockImage block = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA");
        for (int i = 0; i < SERIES; i++) {
            block.series(Map.of("__name__", "m", "job", "j" + i % 3, "n", "v" + i), START + i, SAMPLES);
        }
        block.write(data);
    }

    @AfterEach
    void close() {
        if (receiver != null) {
            receiver.close();
            assertThat(receiver.failures()).isEmpty();
        }
    }

    /// A request with all its options, changed where a test wants that.
    private static final class Options {
        Path path;
        List<Selector> selectors = List.of();
        TimeRange range = TimeRange.ALL;
        RelabelRules rules = new RelabelRules(List.of());
        RemoteRequest.Shift shift;
        int copies = 1;
        Endpoint endpoint;
        Protocol protocol;
        int shards = 4;
        int samples = 300;
        long window = WINDOW;
        double speed;
        double rate;
        long retryFor = 60_000;
        Path journal;
        boolean dryRun;

        Options(Path path, URI url) {
            this.path = path;
            endpoint = new Endpoint(
                    url,
                    Map.of("X-Scope-OrgID", "tenant"),
                    Optional.of("me"),
                    Optional.of("secret-password"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Duration.ofSeconds(2));
        }

        RemoteReport run() throws IOException {
            return run(new Stop());
        }

        RemoteReport run(Stop stop) throws IOException {
            return Replay.run(
                    request(),
                    damage -> {
                        throw damage;
                    },
                    new Progress(),
                    stop);
        }

        RemoteRequest request() {
            return new RemoteRequest(
                    path,
                    selectors,
                    range,
                    rules,
                    Optional.ofNullable(shift),
                    copies,
                    "replica",
                    endpoint,
                    Optional.ofNullable(protocol),
                    shards,
                    samples,
                    window,
                    speed,
                    rate,
                    retryFor,
                    Optional.ofNullable(journal),
                    dryRun);
        }
    }

    private Options into(Path path, Receiver.Behaviour behaviour) throws IOException {
        receiver = new Receiver(behaviour);
        return new Options(path, receiver.url());
    }

    /// Like a comparison of the maps, but it shows one series.
    private static void assertSame(Map<String, List<String>> found, Map<String, List<String>> written) {
        assertThat(found.keySet()).isEqualTo(written.keySet());
        written.forEach((labels, values) -> {
            List<String> others = found.get(labels);
            for (int i = 0; i < Math.min(values.size(), others.size()); i++) {
                assertThat(others.get(i)).as(labels).isEqualTo(values.get(i));
            }
            assertThat(others).as(labels).hasSameSizeAs(values);
        });
    }

    private static void assertEverything(Path path, RemoteReport report, Receiver receiver) throws IOException {
        Map<String, List<String>> written = Written.of(path, TimeRange.ALL);
        assertSame(receiver.series(), written);
        long samples = written.values().stream().mapToLong(List::size).sum();
        assertThat(report.complete()).isTrue();
        assertThat(report.sent().samples()).isEqualTo(samples);
        assertThat(report.accepted().samples()).isEqualTo(samples);
        assertThat(report.series()).isEqualTo(written.size());
        assertThat(report.rejected()).isEmpty();
        assertThat(report.damaged()).isEmpty();
    }

    /// Blocks, a checkpoint, a log, native histograms, tombstones, staleness markers, samples out of order.
    @ParameterizedTest
    @EnumSource(Protocol.class)
    void everySampleOfTheDemoArrivesOnceInItsOrderAndWindowByWindow(Protocol protocol) throws IOException {
        AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
        List<String> early = new ArrayList<>();
        Options options = into(DEMO, (number, request, content) -> {
            for (Received.Series series : content.series()) {
                for (String value : series.values()) {
                    long window = Math.floorDiv(Long.parseLong(value.substring(0, value.indexOf(' '))), WINDOW);
                    if (window < latest.accumulateAndGet(window, Math::max)) {
                        synchronized (early) {
                            early.add(value);
                        }
                    }
                }
            }
            return Receiver.take(content, request);
        });
        options.protocol = protocol;
        RemoteReport report = options.run();
        assertEverything(DEMO, report, receiver);
        assertThat(early).as("samples of windows before the newest").isEmpty();
        assertThat(report.sent().histograms()).isPositive();
        assertThat(report.protocol()).isEqualTo(protocol.label());
        assertThat(report.confirmed()).isEqualTo(protocol == Protocol.V2);
        assertThat(report.requests()).isEqualTo(receiver.requests());
    }

    @Test
    void aDryRunSaysWhatARealOneSends() throws IOException {
        Options options = into(DEMO, (number, request, content) -> Receiver.take(content, request));
        options.dryRun = true;
        RemoteReport dry = options.run();
        assertThat(receiver.requests()).isZero();
        options.dryRun = false;
        RemoteReport real = options.run();
        assertThat(dry.sent()).isEqualTo(real.sent());
        assertThat(dry.wireBytes()).isEqualTo(real.wireBytes());
        assertThat(dry.series()).isEqualTo(real.series());
        assertThat(dry.requests()).isEqualTo(real.requests());
        assertThat(dry.dryRun()).isTrue();
    }

    @Test
    void aServerThatKnowsTheFirstVersionOnlyGetsThat() throws IOException {
        Options options = into(
                data,
                (number, request, content) ->
                        Receiver.isSecond(request) ? Reply.of(415, "what is that") : Receiver.take(content, request));
        RemoteReport report = options.run();
        assertEverything(data, report, receiver);
        assertThat(report.protocol()).isEqualTo("1.0");
    }

    /// As old servers do, which decode the second version as the first and find nothing in it.
    @Test
    void aServerThatTakesTheSecondVersionWithoutAWordGetsTheFirst() throws IOException {
        Options options = into(
                data,
                (number, request, content) -> Receiver.isSecond(request)
                        ? new Reply(204, "", false, Map.of())
                        : Receiver.take(content, request));
        RemoteReport report = options.run();
        assertEverything(data, report, receiver);
        assertThat(report.protocol()).isEqualTo("1.0");
    }

    @Test
    void aServerThatKnowsBothGetsTheSecond() throws IOException {
        RemoteReport report = into(data, (number, request, content) -> Receiver.take(content, request))
                .run();
        assertEverything(data, report, receiver);
        assertThat(report.protocol()).isEqualTo("2.0");
    }

    @Test
    void theSecondVersionByForceIsReportedWhereNobodyReadsIt() throws IOException {
        Options options = into(data, (number, request, content) -> new Reply(204, "", false, Map.of()));
        options.protocol = Protocol.V2;
        RemoteReport report = options.run();
        assertThat(report.accepted().samples()).isZero();
        assertThat(report.rejectedSamples()).isEqualTo(SERIES * SAMPLES);
        assertThat(report.rejected().getFirst().reason()).contains("without a word");
    }

    /// Busy, broken, silent and absent by turns: nothing is lost, and nothing comes twice.
    @ParameterizedTest
    @EnumSource(Protocol.class)
    void troubleIsOvercome(Protocol protocol) throws IOException {
        AtomicInteger busy = new AtomicInteger();
        Map<String, Long> asked = new ConcurrentHashMap<>();
        Options options = into(data, (number, request, content) -> switch (number % 6) {
            case 0 -> {
                busy.incrementAndGet();
                asked.put(content.series().toString(), System.nanoTime());
                yield new Reply(429, "slowly", false, Map.of("Retry-After", "1"));
            }
            case 1 -> Reply.of(500, "broken");
            case 2 -> new Reply(0, "", false, Map.of());
            case 3 -> Reply.of(503, "");
            default -> {
                if (number == 4) {
                    Receiver.sleep(2500);
                    yield new Reply(204, "", false, Map.of());
                }
                Long since = asked.remove(content.series().toString());
                if (since != null && System.nanoTime() - since < 1_000_000_000) {
                    throw new IOException("sent again before the time that was asked for");
                }
                yield Receiver.take(content, request);
            }
        });
        options.protocol = protocol;
        options.samples = 20_000;
        RemoteReport report = options.run();
        assertEverything(data, report, receiver);
        assertThat(busy.get()).isPositive();
        assertThat(report.retries()).isEqualTo(receiver.requests() - report.requests());
    }

    @Test
    void whatAServerOfTheFirstVersionRefusesIsReportedAndAllElseArrives() throws IOException {
        Options options = into(
                data,
                (number, request, content) -> content.series().stream()
                                .anyMatch(series -> series.labels().endsWith("n=v7"))
                        ? Reply.of(400, "out of order sample for series {__name__=\"m\", n=\"v7\"}\nmore\u001b[31m")
                        : Receiver.take(content, request));
        options.protocol = Protocol.V1;
        RemoteReport report = options.run();
        long arrived = receiver.series().values().stream().mapToLong(List::size).sum();
        assertThat(report.accepted().samples()).isEqualTo(arrived);
        assertThat(report.rejectedSamples())
                .isEqualTo(SERIES * SAMPLES - arrived)
                .isPositive();
        assertThat(report.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).isEqualTo("400 out of order sample");
            assertThat(rejected.status()).isEqualTo(400);
            assertThat(rejected.example()).contains("n=\"v7\"");
        });
    }

    @Test
    void whatAServerOfTheSecondVersionRefusesIsWhatItDidNotWrite() throws IOException {
        Options options = into(data, (number, request, content) -> {
            List<Received.Series> kept = content.series().stream()
                    .filter(series -> !series.labels().endsWith("n=v7"))
                    .toList();
            Received part = new Received(kept, content.symbols(), content.metadata(), content.bytes());
            Map<String, String> written = Receiver.written(part, request);
            boolean all = kept.size() == content.series().size();
            return new Reply(all ? 204 : 400, all ? "" : "no v7 here", true, written);
        });
        RemoteReport report = options.run();
        assertThat(report.rejectedSamples()).isEqualTo(SAMPLES);
        assertThat(report.accepted().samples()).isEqualTo(SERIES * SAMPLES - SAMPLES);
    }

    @Test
    void aServerThatDoesNotLetUsInEndsTheRunAtOnce() throws IOException {
        Options options = into(data, (number, request, content) -> Reply.of(401, "who are you?"));
        options.journal = directory.resolve("journal");
        assertThatThrownBy(options::run)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("401: who are you?")
                .hasMessageContaining("--password-file")
                .hasMessageNotContaining("secret-password");
        assertThat(receiver.requests()).isEqualTo(1);
    }

    @Test
    void aRunThatGaveUpGoesOnWhereItStopped() throws IOException {
        AtomicInteger taken = new AtomicInteger();
        boolean[] down = {false};
        Options options = into(data, (number, request, content) -> {
            if (down[0] || taken.incrementAndGet() > 20) {
                down[0] = true;
                return Reply.of(503, "down");
            }
            return Receiver.take(content, request);
        });
        options.protocol = Protocol.V2;
        options.retryFor = 300;
        options.journal = directory.resolve("journal");
        assertThatThrownBy(options::run).hasMessageContaining("503: down");
        assertThat(Files.readAllBytes(options.journal))
                .asString(java.nio.charset.StandardCharsets.ISO_8859_1)
                .doesNotContain("secret-password");
        long before = receiver.series().values().stream().mapToLong(List::size).sum();
        assertThat(before).isPositive();

        down[0] = false;
        taken.set(-1_000_000);
        options.retryFor = 60_000;
        options.shards = 2;
        options.samples = 70;
        RemoteReport report = options.run();
        assertSame(receiver.series(), Written.of(data, TimeRange.ALL));
        assertThat(report.arrivedBefore()).isEqualTo(before);
        assertThat(report.sent().samples()).isEqualTo(SERIES * SAMPLES - before);
        assertThat(options.journal).doesNotExist();
    }

    /// What was under way when the run ended may have arrived, so the next run sends just the same again: a server
    /// that has it knows it.
    @ParameterizedTest
    @ValueSource(ints = {700, 1_000_000})
    void theRequestsThatWereUnderWayAreMadeAgain(int samplesPerRequest) throws IOException {
        Set<String> refused = ConcurrentHashMap.newKeySet();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger taken = new AtomicInteger();
        boolean[] down = {false};
        Options options = into(data, (number, request, content) -> {
            String text = content.series().toString();
            if (down[0] || taken.incrementAndGet() > 3) {
                down[0] = true;
                refused.add(text);
                return Reply.of(503, "down");
            }
            seen.add(text);
            return Receiver.take(content, request);
        });
        options.protocol = Protocol.V1;
        options.samples = samplesPerRequest;
        options.window = 4 * WINDOW;
        options.retryFor = 300;
        options.journal = directory.resolve("journal");
        assertThatThrownBy(options::run).hasMessageContaining("503: down");
        taken.set(Integer.MIN_VALUE);
        down[0] = false;
        options.retryFor = 60_000;
        RemoteReport report = options.run();
        assertThat(report.arrivedBefore()).isPositive();
        assertThat(refused).isNotEmpty().isSubsetOf(seen);
        assertSame(receiver.series(), Written.of(data, TimeRange.ALL));
    }

    @ParameterizedTest
    @CsvSource({"V1, 1", "V2, 1", "V1, 3", "V2, 3"})
    void aRequestIsBoundedByItsBytes(Protocol protocol, int copies) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        Options options = into(data, (number, request, content) -> {
            synchronized (sizes) {
                sizes.add(content.bytes());
            }
            return Receiver.take(content, request);
        });
        options.protocol = protocol;
        options.copies = copies;
        options.samples = 1_000_000;
        options.window = 4 * WINDOW;
        options.run();
        // The labels of its last series come on top.
        assertThat(sizes).allMatch(size -> size < Sender.MOST_BYTES + 400);
        assertThat(sizes.stream().filter(size -> size >= Sender.MOST_BYTES)).isNotEmpty();
        long samples = receiver.series().values().stream().mapToLong(List::size).sum();
        assertThat(samples).isEqualTo((long) copies * SERIES * SAMPLES);
    }

    @Test
    void aHistogramTakesTheRoomOfItsBuckets() throws IOException {
        List<Integer> loads = new ArrayList<>();
        Options options = into(DEMO, (number, request, content) -> {
            synchronized (loads) {
                loads.add(content.series().stream()
                        .flatMap(series -> series.values().stream())
                        .mapToInt(ReplayTest::load)
                        .sum());
            }
            return Receiver.take(content, request);
        });
        options.selectors = List.of(Selector.parse("{__name__=~\"queue_wait_seconds|rpc_duration_seconds\"}"));
        options.samples = 100;
        RemoteReport report = options.run();
        assertThat(report.sent().histograms()).isPositive();
        assertThat(loads).allMatch(load -> load <= 100).anyMatch(load -> load > 80);
    }

    private static int load(String value) {
        return value.matches("-?\\d+ (int|float) .*")
                ? 2 + (int) value.chars().filter(c -> c == ':').count()
                : 1;
    }

    @Test
    void aDamagedChunkIsLeftOutAndReported() throws IOException {
        Path segment = data.resolve("01HF7YAT00AAAAAAAAAAAAAAAA/chunks/000001");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        List<String> damages = new ArrayList<>();
        RemoteReport report =
                Replay.run(options.request(), damage -> damages.add(damage.getMessage()), new Progress(), new Stop());
        assertThat(damages).singleElement().asString().contains("checksum");
        assertThat(report.damaged()).hasSize(1);
        assertThat(report.sent().samples()).isEqualTo((SERIES - 1) * SAMPLES);
        assertThat(receiver.series()).hasSize(SERIES - 1);
    }

    @Test
    void aRunThatIsStoppedGoesOnWhereItStopped() throws IOException {
        Stop stop = new Stop();
        Options options = into(data, (number, request, content) -> {
            if (number == 15) {
                Thread.ofPlatform().daemon().start(() -> stop.stop(0));
                Receiver.sleep(100);
            }
            return Receiver.take(content, request);
        });
        options.protocol = Protocol.V1;
        options.journal = directory.resolve("journal");
        RemoteReport first = options.run(stop);
        assertThat(first.complete()).isFalse();
        assertThat(options.run().complete()).isTrue();
        assertSame(receiver.series(), Written.of(data, TimeRange.ALL));
    }

    @Test
    void aJournalOfOtherDataOrAnotherServerIsRefusedAndLeftAlone() throws IOException {
        Options options = into(data, (number, request, content) -> Reply.of(503, ""));
        options.protocol = Protocol.V1;
        options.retryFor = 0;
        options.journal = directory.resolve("journal");
        assertThatThrownBy(options::run).isInstanceOf(IOException.class);
        byte[] journal = Files.readAllBytes(options.journal);
        options.range = new TimeRange(START, START + 1);
        assertThatThrownBy(options::run)
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("journal of another replay");
        assertThat(options.journal).hasBinaryContent(journal);
        Files.writeString(options.journal, "somebody's notes");
        assertThatThrownBy(options::run)
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining("not a journal");
        assertThat(options.journal).hasContent("somebody's notes");
    }

    @Test
    void onlyWhatIsSelectedIsSent() throws IOException {
        TimeRange range = new TimeRange(START + 600_000, START + 2_000_000);
        Selector selector = Selector.parse("{job=\"j1\"}");
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        options.range = range;
        options.selectors = List.of(selector);
        RemoteReport report = options.run();
        assertSame(receiver.series(), Written.of(data, range, selector));
        assertThat(receiver.series()).hasSize(SERIES / 3);
        assertThat(report.from()).isGreaterThanOrEqualTo(range.from());
        assertThat(report.to()).isLessThanOrEqualTo(range.to());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void copiesDifferByTheirLabelAndTimesMove(Protocol protocol) throws IOException {
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        options.protocol = protocol;
        options.copies = 3;
        long newest = START + SERIES - 1 + 60_000L * (SAMPLES - 1);
        options.shift = new RemoteRequest.Shift("then", newest + 12_345);
        RemoteReport report = options.run();
        Map<String, List<String>> expected = new TreeMap<>();
        Written.of(data, TimeRange.ALL).forEach((labels, values) -> {
            List<String> moved = values.stream()
                    .map(value -> Long.parseLong(value.substring(0, value.indexOf(' ')))
                            + 12_345
                            + value.substring(value.indexOf(' ')))
                    .toList();
            for (int copy = 0; copy < 3; copy++) {
                expected.put(labels + ",replica=" + copy, moved);
            }
        });
        assertSame(receiver.series(), expected);
        assertThat(report.shiftMillis()).isEqualTo(12_345);
        assertThat(report.sent().samples()).isEqualTo(3L * SERIES * SAMPLES);
    }

    @Test
    void seriesAreRelabeledOnTheWay() throws IOException {
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        options.rules = RelabelRules.parse("rules", """
                - {source_labels: [job], regex: j0, action: drop}
                - {source_labels: [n], target_label: another, regex: 'v(.*)', replacement: 'x$1'}
                - {regex: n, action: labeldrop}
                """, null);
        RemoteReport report = options.run();
        assertThat(receiver.series().keySet()).allMatch(labels -> labels.matches("__name__=m,another=x\\d+,job=j[12]"));
        assertThat(report.seriesDropped()).isEqualTo(SERIES / 3);
        assertThat(report.series()).isEqualTo(SERIES - SERIES / 3);
        assertThat(report.sent().samples()).isEqualTo((SERIES - SERIES / 3) * SAMPLES);
    }

    @Test
    void seriesThatWouldClashAreRefused() throws IOException {
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        options.rules = RelabelRules.droppingLabels(List.of("n"));
        assertThatThrownBy(options::run)
                .isInstanceOf(ReplayRefusedException.class)
                .hasMessageContaining((SERIES - 3) + " series the labels of another one");
        assertThat(receiver.requests()).isZero();
    }

    @Test
    void tombstonesAreHonoured() throws IOException {
        Path deleted = Files.createDirectory(directory.resolve("deleted"));
        BlockImage block = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")
                .series(Map.of("__name__", "a"), START, 50)
                .series(Map.of("__name__", "b"), START, 50);
        block.tombstone(block.goodIndex().seriesEntry(0) / 16, START + 600_000, START + 1_200_000);
        block.write(deleted);
        RemoteReport report = into(deleted, (number, request, content) -> Receiver.take(content, request))
                .run();
        assertEverything(deleted, report, receiver);
        assertThat(report.sent().samples()).isEqualTo(100 - 11);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void exemplarsMetadataAndStartTimestampsOfTheLogGoWithTheirSeries(Protocol protocol) throws IOException {
        Path log = Files.createDirectory(directory.resolve("log"));
        new LogImage()
                .series(1, "__name__", "m_total", "job", "a")
                .series(2, "__name__", "m_total", "job", "b")
                .metadata(1, "What m counts")
                .samples(1, START, 1, START + 15_000, 2)
                .samples(1, START + WINDOW, 5)
                // Version 2 of the record: reference, time and start, twice.
                .record(new Bytes()
                        .u8(11)
                        .varint(2)
                        .varint(START)
                        .varint(START - 5000)
                        .u64(Double.doubleToRawLongBits(7)))
                .exemplar(1, START + 14_000, "trace_id", "abc", "job", "x")
                .exemplar(1, START + 14_000, "trace_id", "abc", "job", "x")
                .exemplar(1, START + 5 * WINDOW, "trace_id", "late")
                .write(log.resolve("wal"), 0);
        Files.createDirectory(log.resolve("chunks_head"));
        Options options = into(log, (number, request, content) -> Receiver.take(content, request));
        options.protocol = protocol;
        RemoteReport report = options.run();
        String first = "__name__=m_total,job=a";
        String second = "__name__=m_total,job=b";
        assertThat(receiver.series())
                .isEqualTo(Map.of(
                        first,
                        List.of(
                                START + " 3ff0000000000000",
                                START + 15_000 + " 4000000000000000",
                                START + WINDOW + " 4014000000000000"),
                        second,
                        List.of(START + " 401c000000000000" + (protocol == Protocol.V2 ? " " + (START - 5000) : ""))));
        assertThat(receiver.exemplars()).isEqualTo(Map.of(first, List.of(START + 14_000 + " 0.0 trace_id=abc,job=x")));
        assertThat(report.sent().exemplars()).isEqualTo(1);
        if (protocol == Protocol.V2) {
            assertThat(receiver.metadata()).contains("1  What m counts");
            assertThat(report.leftOut()).isEmpty();
        } else {
            assertThat(receiver.metadata()).containsExactly("m_total 1  What m counts");
            assertThat(report.leftOut())
                    .extracting(RemoteReport.LeftOut::what, RemoteReport.LeftOut::count)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("start timestamps", 1L));
        }
        assertThat(report.metadata()).isEqualTo(1);
    }

    @Test
    void whoAsksForCredentialsGetsThemAndNobodyElseSeesThem() throws IOException {
        List<String> seen = new ArrayList<>();
        Options options = into(data, (number, request, content) -> {
            synchronized (seen) {
                seen.add(request.getRequestHeaders().getFirst("Authorization") + " "
                        + request.getRequestHeaders().getFirst("X-Scope-OrgID") + " "
                        + request.getRequestHeaders().getFirst("Content-Encoding") + " "
                        + request.getRequestHeaders().getFirst("X-Prometheus-Remote-Write-Version"));
            }
            return Receiver.take(content, request);
        });
        RemoteReport report = options.run();
        assertThat(seen).allMatch(line -> line.equals("Basic bWU6c2VjcmV0LXBhc3N3b3Jk tenant snappy 2.0.0"));
        assertThat(report.toString() + options.endpoint).doesNotContain("secret-password");
    }

    @Test
    void aRateIsKept() throws IOException {
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        options.rate = 60_000;
        RemoteReport report = options.run();
        assertEverything(data, report, receiver);
        assertThat(report.seconds()).isBetween(1.5, 10.0);
    }

    /// Forty minutes at a thousand times their speed: the last window is not begun before two seconds have
    /// passed.
    @Test
    void aSpeedIsKept() throws IOException {
        Options options = into(data, (number, request, content) -> Receiver.take(content, request));
        options.speed = 900;
        RemoteReport report = options.run();
        assertEverything(data, report, receiver);
        assertThat(report.seconds()).isBetween(1.9, 10.0);
    }

    /// One sample of long ago among those of today: the years between are passed over.
    @Test
    void longGapsTakeNoTime() throws IOException {
        long twoYears = Duration.ofDays(730).toMillis();
        Path gap = Files.createDirectory(directory.resolve("gap"));
        new LogImage()
                .series(1, "__name__", "a")
                .samples(1, -1, 1)
                .samples(1, twoYears, 2, twoYears + 1, 3)
                .write(gap.resolve("wal"), 0);
        Files.createDirectory(gap.resolve("chunks_head"));
        RemoteReport report = into(gap, (number, request, content) -> Receiver.take(content, request))
                .run();
        assertEverything(gap, report, receiver);
        assertThat(report.sent().samples()).isEqualTo(3);
    }
}
