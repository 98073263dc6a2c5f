/// Facts to answers: one streaming pass over the merged series of a data directory, collectors, reports as records.
package dev.headroom.analyze;
