/// Budgets for cardinality: what a budget file says, and whether data or a page of metrics keeps to it.
package dev.headroom.analyze.gate;
