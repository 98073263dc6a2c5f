/// Answers to people: the commands and the renderers of their reports.
package dev.headroom.cli;
