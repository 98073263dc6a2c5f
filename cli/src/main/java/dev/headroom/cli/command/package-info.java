/// The commands: options in, a report out, an exit code.
package dev.headroom.cli.command;
