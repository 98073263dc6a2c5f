/// Series selectors in Prometheus's syntax and with its semantics: `up{job="node",instance!~"test.*"}`.
///
/// [Selector#parse] is the way in; a [Matcher] answers for one label, on UTF-8 bytes as they lie in an index.
package dev.headroom.tsdb.selector;
