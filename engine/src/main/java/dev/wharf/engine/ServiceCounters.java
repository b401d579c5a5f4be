package dev.wharf.engine;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What a service has counted since its start. May be read from any thread at any time; only ever
/// goes up.
public final class ServiceCounters {
  final LongAdder accepted = new LongAdder();
  final LongAdder connected = new LongAdder();
  final LongAdder acceptFailures = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder packetsSent = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder replaced = new LongAdder();
  final LongAdder slowReaders = new LongAdder();
  final LongAdder handlerFailures = new LongAdder();
  final LongAdder refusedForMemory = new LongAdder();
  private final Map<AdmissionGate.Refusal, LongAdder> refused =
      new EnumMap<>(AdmissionGate.Refusal.class);
  private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

  ServiceCounters() {
    for (AdmissionGate.Refusal refusal : AdmissionGate.Refusal.values()) {
      refused.put(refusal, new LongAdder());
    }
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, new LongAdder());
    }
  }

  /// Connections accepted and let in.
  public long accepted() {
    return accepted.sum();
  }

  /// Connections that this side asked for and that came about.
  public long connected() {
    return connected.sum();
  }

  /// Accepts that failed: mostly because no file descriptor was free.
  public long acceptFailures() {
    return acceptFailures.sum();
  }

  /// Connections closed at once because the service was full, or too many had not logged in.
  public long refusedFull() {
    return sum(AdmissionGate.Refusal.FULL) + sum(AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED);
  }

  /// Connections closed at once because of their address or network: too many, or too many a
  /// second.
  public long refusedByAddress() {
    return sum(AdmissionGate.Refusal.TOO_MANY_FROM_NETWORK)
        + sum(AdmissionGate.Refusal.TOO_MANY_FROM_ADDRESS)
        + sum(AdmissionGate.Refusal.TOO_FAST_FROM_ADDRESS);
  }

  /// Bytes received.
  public long bytesReceived() {
    return bytesReceived.sum();
  }

  /// Bytes sent.
  public long bytesSent() {
    return bytesSent.sum();
  }

  /// Packets sent in full.
  public long packetsSent() {
    return packetsSent.sum();
  }

  /// Packets dropped because their reader was too slow ([SendPolicy]).
  public long dropped() {
    return dropped.sum();
  }

  /// Packets that took the place of an older one, which still waited ([SendPolicy]).
  public long replaced() {
    return replaced.sum();
  }

  /// How often a session began to be a slow reader.
  public long slowReaders() {
    return slowReaders.sum();
  }

  /// Callbacks and tasks that threw.
  public long handlerFailures() {
    return handlerFailures.sum();
  }

  /// Sessions ended as [CloseReason#OVERLOADED], and connections refused for want of buffer memory.
  public long shed() {
    return closed(CloseReason.OVERLOADED) + refusedForMemory.sum();
  }

  /// Sessions that ended for the given reason.
  public long closed(CloseReason reason) {
    return adder(closed, reason).sum();
  }

  void refused(AdmissionGate.Refusal refusal) {
    adder(refused, refusal).increment();
  }

  void countClosed(CloseReason reason) {
    adder(closed, reason).increment();
  }

  private long sum(AdmissionGate.Refusal refusal) {
    return adder(refused, refusal).sum();
  }

  private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
    return java.util.Objects.requireNonNull(adders.get(key));
  }
}
