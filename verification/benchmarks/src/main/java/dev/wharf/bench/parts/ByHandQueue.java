package dev.wharf.bench.parts;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A queue as a programmer could write it by hand: the JDK's queue, and a count that decides which
/// thread runs the elements.
///
/// @param <T> the type of the elements
public final class ByHandQueue<T> {
  private final ConcurrentLinkedQueue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final int capacity;

  /// Creates an empty queue.
  ///
  /// @param capacity the largest number of elements
  public ByHandQueue(int capacity) {
    this.capacity = capacity;
  }

  /// Returns whether the queue has room for an element at this moment.
  public boolean hasRoom() {
    return count.get() < capacity;
  }

  /// Adds an element.
  ///
  /// @return true when the queue has no other element, so that the caller must run the elements
  public boolean add(T one) {
    waiting.add(one);
    return count.getAndIncrement() == 0;
  }

  /// Removes and returns the first element. [#size] still counts this element until [#done()] is
  /// called. For one thread at a time, and only when there is an element.
  @SuppressWarnings("NullAway") // the count proves that an element was added
  public T first() {
    return waiting.poll();
  }

  /// Subtracts the element that [#first] has returned from the count.
  ///
  /// @return true when more elements wait
  public boolean done() {
    return count.decrementAndGet() > 0;
  }

  /// Returns the number of elements, including the one that [#first] has returned until [#done()]
  /// is called.
  public int size() {
    return count.get();
  }
}
