/// Native histograms as Prometheus means them: buckets in spans, their bounds, their counts.
package dev.headroom.tsdb.histogram;
