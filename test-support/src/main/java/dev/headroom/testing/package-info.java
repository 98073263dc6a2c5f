/// Real Prometheus servers for the tests ([RealPrometheus], [PrometheusServer]), and loads whose truth is known
/// ([FleetLoader]) to put into them.
///
/// A test that needs a server carries [NeedsPrometheus]: without one it is skipped, and the run says so at its end.
package dev.headroom.testing;
