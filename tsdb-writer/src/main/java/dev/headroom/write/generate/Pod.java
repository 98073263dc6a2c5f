package dev.headroom.write.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A pod of a fleet.
///
/// @param first time of its first sample
/// @param last time of its last sample
/// @param replaced whether it ended within the fleet's time: a staleness marker follows its last sample then
record Pod(
        String job,
        String namespace,
        String name,
        String instance,
        long hash,
        long first,
        long last,
        boolean replaced) {
    private static final int ADDRESSES = 1 << 24;

    /// The pods with samples or staleness markers in a block, by instance.
    static List<Pod> of(Fleet fleet, long blockStart) {
        List<Pod> pods = new ArrayList<>();
        long blockEnd = blockStart + Fleet.BLOCK;
        for (int job = 0; job < fleet.jobs(); job++) {
            for (int i = 0; i < fleet.pods(); i++) {
                addGenerations(fleet, job, i, blockStart, blockEnd, pods);
            }
        }
        pods.sort(Comparator.comparing(Pod::instance));
        return pods;
    }

    /// A pod's place is taken by one after the other, each for the same time; when the first one leaves is
    /// random.
    private static void addGenerations(Fleet fleet, int job, int i, long blockStart, long blockEnd, List<Pod> pods) {
        long place = Mix.of(fleet.seed(), job, i);
        long life = fleet.churn() == 0 ? Long.MAX_VALUE : Math.max(1, (long) (3_600_000 / fleet.churn()));
        long age = fleet.churn() == 0 ? 0 : Math.floorMod(Mix.of(place, 1), life);
        long born = fleet.start() - age;
        long generation = life == Long.MAX_VALUE ? 0 : Math.max(0, (blockStart - fleet.interval() - born) / life);
        for (; ; generation++) {
            long from = Math.max(fleet.start(), life == Long.MAX_VALUE ? born : born + generation * life);
            long to = life == Long.MAX_VALUE ? fleet.end() : Math.min(fleet.end(), born + (generation + 1) * life);
            if (from >= blockEnd) {
                return;
            }
            long hash = Mix.of(place, 2 + generation);
            long first = from + Math.floorMod(Math.floorMod(hash, fleet.interval()) - from, fleet.interval());
            if (first < to) {
                long last = first + (to - 1 - first) / fleet.interval() * fleet.interval();
                boolean replaced = last + fleet.interval() < fleet.end();
                if (last + (replaced ? fleet.interval() : 0) >= blockStart && first < blockEnd) {
                    long number = generation * fleet.jobs() * fleet.pods() + (long) job * fleet.pods() + i;
                    pods.add(pod(job, number, hash, first, last, replaced));
                }
            }
            if (life == Long.MAX_VALUE) {
                return;
            }
        }
    }

    private static Pod pod(int job, long number, long hash, long first, long last, boolean replaced) {
        String name = "job-%03d".formatted(job);
        long address = number % ADDRESSES;
        String instance = "%d.%d.%d.%d:8080"
                .formatted(10 + number / ADDRESSES, address >>> 16, (address >>> 8) & 0xff, address & 0xff);
        return new Pod(
                name,
                "team-%02d".formatted(job / 4),
                "%s-%08x".formatted(name, hash >>> 32) + "-%07x".formatted(number),
                instance,
                hash,
                first,
                last,
                replaced);
    }
}
