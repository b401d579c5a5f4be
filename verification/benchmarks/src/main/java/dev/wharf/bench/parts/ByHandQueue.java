package dev.wharf.bench.parts;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// What one would write by hand: the JDK's queue, and a count that says who must look after it.
///
/// @param <T> what waits
public final class ByHandQueue<T> {
  private final ConcurrentLinkedQueue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int capacity;

  /// @param capacity the most that may wait
  public ByHandQueue(int capacity) {
    this.capacity = capacity;
  }

  /// Whether there is room at this moment.
  public boolean hasRoom() {
    return count.get() < capacity;
  }

  /// Adds one.
  ///
  /// @return true when it is the only one
  public boolean add(T one) {
    waiting.add(one);
    return count.getAndIncrement() == 0;
  }

  /// The first, which stays counted until [#done()]; for one thread at a time, and only while there
  /// is one.
  @SuppressWarnings("NullAway") // the count says that there is one, and it was added before
  public T first() {
    return waiting.poll();
  }

  /// Counts the first one as done.
  ///
  /// @return true when others wait
  public boolean done() {
    return count.decrementAndGet() > 0;
  }

  /// How many wait, the first one included.
  public int size() {
    return count.get();
  }
}
