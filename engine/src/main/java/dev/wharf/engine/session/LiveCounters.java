package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.ServiceCounters;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what happens in a service, and returns the counts. Thread-safe.
public final class LiveCounters implements ServiceCounters {
  /// The most close reasons that have separate counters. A game adds only a few reasons to those of
  /// the engine. Further reasons are counted together as [#OTHER], so that reasons made at run time
  /// take no memory.
  static final int MAX_REASONS = 100;

  /// Stands for all reasons beyond the first [#MAX_REASONS].
  static final CloseReason OTHER = CloseReason.normal("OTHER");

  public final LongAdder accepted = new LongAdder();
  public final LongAdder connected = new LongAdder();
  public final LongAdder acceptFailures = new LongAdder();
  public final LongAdder bytesReceived = new LongAdder();
  public final LongAdder bytesSent = new LongAdder();
  public final LongAdder packetsSent = new LongAdder();
  public final LongAdder dropped = new LongAdder();
  public final LongAdder replaced = new LongAdder();
  public final LongAdder slowReaders = new LongAdder();
  public final LongAdder handlerFailures = new LongAdder();
  public final LongAdder refusedForMemory = new LongAdder();
  public final LongAdder refusedFull = new LongAdder();
  public final LongAdder refusedByAddress = new LongAdder();
  private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();

  @Override
  public long accepted() {
    return accepted.sum();
  }

  @Override
  public long connected() {
    return connected.sum();
  }

  @Override
  public long acceptFailures() {
    return acceptFailures.sum();
  }

  @Override
  public long refusedFull() {
    return refusedFull.sum();
  }

  @Override
  public long refusedByAddress() {
    return refusedByAddress.sum();
  }

  @Override
  public long bytesReceived() {
    return bytesReceived.sum();
  }

  @Override
  public long bytesSent() {
    return bytesSent.sum();
  }

  @Override
  public long packetsSent() {
    return packetsSent.sum();
  }

  @Override
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public long replaced() {
    return replaced.sum();
  }

  @Override
  public long slowReaders() {
    return slowReaders.sum();
  }

  @Override
  public long handlerFailures() {
    return handlerFailures.sum();
  }

  @Override
  public long shed() {
    return closed(CloseReason.OVERLOADED) + refusedForMemory.sum();
  }

  @Override
  public long closed(CloseReason reason) {
    LongAdder count = closed.get(reason);
    return count == null ? 0 : count.sum();
  }

  @Override
  public SortedMap<CloseReason, Long> closes() {
    SortedMap<CloseReason, Long> closes = new TreeMap<>(Comparator.comparing(CloseReason::name));
    closed.forEach((reason, count) -> closes.merge(reason, count.sum(), Long::sum));
    return closes;
  }

  /// Counts a session that has ended.
  public void countClosed(CloseReason reason) {
    LongAdder known = closed.get(reason);
    if (known == null) {
      CloseReason counted = closed.size() < MAX_REASONS ? reason : OTHER;
      known = closed.computeIfAbsent(counted, _ -> new LongAdder());
    }
    known.increment();
  }
}
