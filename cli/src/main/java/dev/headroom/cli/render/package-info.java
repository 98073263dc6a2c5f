/// Shapes of a report: tables as text, Markdown and CSV, records as JSON.
package dev.headroom.cli.render;
