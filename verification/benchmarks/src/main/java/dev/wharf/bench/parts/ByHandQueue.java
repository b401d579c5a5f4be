package dev.wharf.bench.parts;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A queue that a programmer could write by hand: the JDK's queue, and a count that decides which
/// thread runs it.
///
/// @param <T> the type of the elements
public final class ByHandQueue<T> {
  private final ConcurrentLinkedQueue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int capacity;

  /// @param capacity the largest number of elements
  public ByHandQueue(int capacity) {
    this.capacity = capacity;
  }

  /// Returns whether there is room at this moment.
  public boolean hasRoom() {
    return count.get() < capacity;
  }

  /// Adds an element.
  ///
  /// @return true when it is the only element
  public boolean add(T one) {
    waiting.add(one);
    return count.getAndIncrement() == 0;
  }

  /// The first element. `size()` still includes it until [#done()] is called. For one thread at a
  /// time, and only when there is an element.
  @SuppressWarnings("NullAway") // the count proves that an element was added
  public T first() {
    return waiting.poll();
  }

  /// Removes the first element from the count.
  ///
  /// @return true when more elements wait
  public boolean done() {
    return count.decrementAndGet() > 0;
  }

  /// Returns the number of elements, including the first one until [#done()].
  public int size() {
    return count.get();
  }
}
