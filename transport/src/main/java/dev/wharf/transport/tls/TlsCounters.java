package dev.wharf.transport.tls;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts handshakes and failures of one server or client. Thread-safe.
public final class TlsCounters {
  private final LongAdder handshakes = new LongAdder();
  private final LongAdder resumed = new LongAdder();

  /// Has every kind, and never changes.
  private final Map<TlsFailure, LongAdder> failures = new EnumMap<>(TlsFailure.class);

  TlsCounters() {
    for (TlsFailure kind : TlsFailure.values()) {
      failures.put(kind, new LongAdder());
    }
  }

  /// Returns the number of handshakes that have succeeded, full and resumed ones.
  public long handshakes() {
    return handshakes.sum();
  }

  /// Returns the number of handshakes that have resumed an earlier session of the same client.
  public long resumed() {
    return resumed.sum();
  }

  /// Returns the number of connections that have failed in this way.
  public long failures(TlsFailure kind) {
    return of(kind).sum();
  }

  void countHandshake(boolean isResumed) {
    handshakes.increment();
    if (isResumed) {
      resumed.increment();
    }
  }

  void count(TlsFailure kind) {
    of(kind).increment();
  }

  private LongAdder of(TlsFailure kind) {
    return Objects.requireNonNull(failures.get(kind));
  }
}
