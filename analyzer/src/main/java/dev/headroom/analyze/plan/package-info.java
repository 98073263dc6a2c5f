/// How much disk and memory a server takes, for how long: a model of what Prometheus does with its directory,
/// figures in and figures out. Measuring comes before it, printing after it.
package dev.headroom.analyze.plan;
