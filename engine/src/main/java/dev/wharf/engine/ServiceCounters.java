package dev.wharf.engine;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What a service has counted since its start. May be read from any thread at any time; only ever
/// goes up.
public final class ServiceCounters {
  /// The most close reasons that are counted by themselves. A game has a few of its own; more of
  /// them are counted together as [#OTHER], so that reasons made up at run time take no memory.
  static final int MAX_REASONS = 100;

  /// Stands for all reasons beyond the first [#MAX_REASONS].
  static final CloseReason OTHER = CloseReason.normal("OTHER");

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
  private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();

  ServiceCounters() {
    for (AdmissionGate.Refusal refusal : AdmissionGate.Refusal.values()) {
      refused.put(refusal, new LongAdder());
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
    LongAdder count = closed.get(reason);
    return count == null ? 0 : count.sum();
  }

  /// Sessions that ended, by reason: a copy, in the order of the reasons' names. A reason that no
  /// session has ended for is absent. Reasons beyond the first 100 are counted as `OTHER`.
  public SortedMap<CloseReason, Long> closes() {
    SortedMap<CloseReason, Long> closes = new TreeMap<>(Comparator.comparing(CloseReason::name));
    closed.forEach((reason, count) -> closes.merge(reason, count.sum(), Long::sum));
    return closes;
  }

  void refused(AdmissionGate.Refusal refusal) {
    adder(refusal).increment();
  }

  void countClosed(CloseReason reason) {
    LongAdder known = closed.get(reason);
    if (known == null) {
      CloseReason counted = closed.size() < MAX_REASONS ? reason : OTHER;
      known = closed.computeIfAbsent(counted, _ -> new LongAdder());
    }
    known.increment();
  }

  private long sum(AdmissionGate.Refusal refusal) {
    return adder(refusal).sum();
  }

  private LongAdder adder(AdmissionGate.Refusal refusal) {
    return Objects.requireNonNull(refused.get(refusal));
  }
}
