/// What a running Prometheus needs in memory: [dev.headroom.analyze.memory.HeadMemory] has the formula.
package dev.headroom.analyze.memory;
