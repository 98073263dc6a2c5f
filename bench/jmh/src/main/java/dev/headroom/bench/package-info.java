/// Benchmarks of the kernels, the loops in which a run spends its time, so that what has become slower shows at
/// its place. Data is made from seeds, by the project's own writers.
package dev.headroom.bench;
