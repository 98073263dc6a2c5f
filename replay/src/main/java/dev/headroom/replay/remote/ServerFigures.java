package dev.headroom.replay.remote;

import java.util.List;

/// What a server says of its disk and memory on its page of metrics.
///
/// @param kind `prometheus`, `victoriametrics` or `unknown`
/// @param diskBytes of all data; for a Prometheus blocks, logs and head chunks; for a VictoriaMetrics what is
/// still in memory as well, in the form that it goes to the disk; `null` when it does not say
/// @param residentBytes `process_resident_memory_bytes`
/// @param heapBytes of Go's heap, what is alive and what is not yet collected
public record ServerFigures(String kind, Long diskBytes, Long residentBytes, Long heapBytes) {
    private static final List<String> PROMETHEUS_DISK = List.of(
            "prometheus_tsdb_storage_blocks_bytes",
            "prometheus_tsdb_wal_storage_size_bytes",
            "prometheus_tsdb_out_of_order_wbl_storage_size_bytes",
            "prometheus_tsdb_head_chunks_storage_size_bytes");

    static ServerFigures of(String page) {
        Long victoria = sum(page, "vm_data_size_bytes");
        Long prometheus = null;
        for (String name : PROMETHEUS_DISK) {
            Long part = sum(page, name);
            if (part != null) {
                prometheus = (prometheus == null ? 0 : prometheus) + part;
            }
        }
        return new ServerFigures(
                victoria != null ? "victoriametrics" : prometheus != null ? "prometheus" : "unknown",
                victoria != null ? victoria : prometheus,
                sum(page, "process_resident_memory_bytes"),
                sum(page, "go_memstats_heap_alloc_bytes"));
    }

    /// The values of a metric's series added up; `null` when there is none.
    private static Long sum(String page, String metric) {
        double sum = 0;
        boolean any = false;
        for (String line : page.lines().toList()) {
            String rest = line.startsWith(metric) ? line.substring(metric.length()) : "";
            if (!rest.startsWith(" ") && !rest.startsWith("{")) {
                continue;
            }
            String value = rest.substring(rest.lastIndexOf('}') + 1).strip().split(" ", 2)[0];
            try {
                sum += Double.parseDouble(value);
                any = true;
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return any ? Math.round(sum) : null;
    }
}
