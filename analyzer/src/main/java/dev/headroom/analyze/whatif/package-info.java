/// What relabeling would change, without writing anything.
package dev.headroom.analyze.whatif;
