/// Pages of metrics, as targets expose them and Prometheus scrapes them.
package dev.headroom.analyze.exposition;
