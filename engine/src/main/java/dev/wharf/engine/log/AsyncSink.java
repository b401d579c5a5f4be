package dev.wharf.engine.log;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.ToIntFunction;

/// A bounded queue in front of something that may block, such as a terminal: whoever offers an item
/// never waits. A daemon thread of its own writes the items in their order.
///
/// An item that finds no room, or whose writing fails, is lost and counted. Once half of the room
/// is free again, the number of those that were lost since is told.
///
/// Thread-safe. The lock is never held while an item is written or a loss is told.
///
/// @param <T> the items
public final class AsyncSink<T> {
  private final ToIntFunction<T> size;
  private final Target<T> target;
  private final LongConsumer onLost;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition idle = lock.newCondition();

  // ---- guarded by the lock

  private final Queue<T> waiting = new ArrayDeque<>();

  private int capacity;

  /// The total size of the items that wait or are being written.
  private int held;

  /// Whether the thread writes an item, or tells a loss.
  private boolean isBusy;

  private long lost;
  private long lostAndTold;

  /// Writes the items of a sink.
  ///
  /// @param <T> the items
  @FunctionalInterface
  public interface Target<T> {
    /// Writes one item. On the sink's thread; may block.
    ///
    /// @throws IOException when the item cannot be written; it is lost then
    void write(T item) throws IOException;
  }

  /// Makes a sink and starts its thread, which runs until the process ends.
  ///
  /// @param threadName the name of the thread
  /// @param capacity the most that the sizes of the items that wait may add up to
  /// @param size the size of an item, in the unit of the capacity
  /// @param target takes the items
  /// @param onLost told how many items were lost since the last time; on the sink's thread. It may
  ///   offer an item that says so
  public AsyncSink(
      String threadName,
      int capacity,
      ToIntFunction<T> size,
      Target<T> target,
      LongConsumer onLost) {
    this.capacity = capacity;
    this.size = size;
    this.target = target;
    this.onLost = onLost;
    Thread.ofPlatform().daemon().name(threadName).start(this::run);
  }

  /// Sets the limit on the total size of the items that wait. Items that wait already stay.
  public void setCapacity(int capacity) {
    lock.lock();
    try {
      this.capacity = capacity;
    } finally {
      lock.unlock();
    }
  }

  /// Queues an item, which becomes the sink's. Any thread; never blocks.
  ///
  /// @return false when there is no room, and the item is lost
  public boolean offer(T item) {
    int itemSize = size.applyAsInt(item);
    lock.lock();
    try {
      if (itemSize > capacity - held) {
        lost++;
        return false;
      }
      held += itemSize;
      waiting.add(item);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// How many items were lost since the sink was made.
  public long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until all items have been written, and their losses told. May block; not for the sink's
  /// own thread.
  ///
  /// @param patience for how long at the most
  /// @return false when time was up, or the thread was interrupted; it is interrupted still
  public boolean awaitWritten(Duration patience) {
    long left = TimeUnit.NANOSECONDS.convert(patience);
    lock.lock();
    try {
      while (isBusy || !waiting.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = idle.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      T item = take();
      boolean isWritten = write(item);
      long untold = release(item, isWritten);
      if (untold > 0) {
        tell(untold);
      }
    }
  }

  private void tell(long untold) {
    try {
      onLost.accept(untold);
    } catch (Throwable t) {
      // As with a failed write, there is nowhere to say so. The loss is told again later.
      lock.lock();
      try {
        lostAndTold -= untold;
      } finally {
        lock.unlock();
      }
    }
  }

  private T take() {
    lock.lock();
    try {
      while (waiting.isEmpty()) {
        isBusy = false;
        idle.signalAll();
        arrived.awaitUninterruptibly();
      }
      isBusy = true;
      return waiting.remove();
    } finally {
      lock.unlock();
    }
  }

  private boolean write(T item) {
    try {
      target.write(item);
      return true;
    } catch (Throwable t) {
      // The pipe is closed, or memory is out: there is nowhere to say so but in the count, and
      // later items may still get through.
      return false;
    }
  }

  /// Gives the room of an item back.
  ///
  /// @return how many losses to tell now. None after a failure: the notice would go into the same
  ///   closed pipe, be lost, and be told again for ever
  private long release(T item, boolean isWritten) {
    lock.lock();
    try {
      held -= size.applyAsInt(item);
      if (!isWritten) {
        lost++;
        return 0;
      }
      if (held > capacity / 2) {
        return 0;
      }
      long untold = lost - lostAndTold;
      lostAndTold = lost;
      return untold;
    } finally {
      lock.unlock();
    }
  }
}
