/// How each report is laid out for people.
package dev.headroom.cli.report;
