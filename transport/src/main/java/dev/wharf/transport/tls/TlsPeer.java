package dev.wharf.transport.tls;

import java.util.concurrent.Executor;

/// The TLS context that the connections of one server or client share.
///
/// @param handshakes runs the costly steps of handshakes
record TlsPeer(Executor handshakes, TlsCounters counters) {}
