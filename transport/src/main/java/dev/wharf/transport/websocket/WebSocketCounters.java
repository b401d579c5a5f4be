package dev.wharf.transport.websocket;

import dev.wharf.engine.transform.TransformationException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts handshakes and failures of one server or client. Thread-safe.
public final class WebSocketCounters {
  private final LongAdder handshakes = new LongAdder();

  /// Has every kind, and never changes.
  private final Map<WebSocketFailure, LongAdder> failures = new EnumMap<>(WebSocketFailure.class);

  WebSocketCounters() {
    for (WebSocketFailure kind : WebSocketFailure.values()) {
      failures.put(kind, new LongAdder());
    }
  }

  /// Returns the number of handshakes that have succeeded.
  public long handshakes() {
    return handshakes.sum();
  }

  /// Returns the number of connections that have failed in this way.
  public long failures(WebSocketFailure kind) {
    return of(kind).sum();
  }

  void countHandshake() {
    handshakes.increment();
  }

  void count(WebSocketFailure kind) {
    of(kind).increment();
  }

  /// Counts a failure, and returns the exception that ends the session.
  ///
  /// @param detail one line for the log, without text of the peer
  TransformationException failed(WebSocketFailure kind, String detail) {
    count(kind);
    return new TransformationException(kind.reason(), detail);
  }

  private LongAdder of(WebSocketFailure kind) {
    return Objects.requireNonNull(failures.get(kind));
  }
}
