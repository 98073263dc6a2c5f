/// Reports as records: what the renderers print and what the JSON output holds.
package dev.headroom.analyze.report;
