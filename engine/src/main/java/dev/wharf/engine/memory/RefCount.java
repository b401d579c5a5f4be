package dev.wharf.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A reference count. It starts at one, and ends when it reaches zero.
///
/// Thread-safe. The writes of an owner before [#release()] are visible to the thread whose release
/// reaches zero.
public class RefCount {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(RefCount.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int count = 1;

  /// A count of one. The caller is the first owner.
  public RefCount() {}

  /// Adds an owner. The caller is an owner, or acts for one.
  ///
  /// @throws IllegalStateException when the count is zero, because a freed object must stay freed
  public void retain() {
    if (!tryRetain()) {
      throw new IllegalStateException("retain() after the last release()");
    }
  }

  /// Adds an owner unless the count is zero. Returns whether it did.
  public boolean tryRetain() {
    int seen = count;
    while (seen > 0) {
      int witness = (int) COUNT.compareAndExchange(this, seen, seen + 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /// Removes an owner.
  ///
  /// @return true for the last owner; the caller frees the object then
  /// @throws IllegalStateException when the count is already zero
  public boolean release() {
    int before = (int) COUNT.getAndAdd(this, -1);
    if (before <= 0) {
      COUNT.getAndAdd(this, 1);
      throw new IllegalStateException("release() after the last release()");
    }
    return before == 1;
  }

  /// The number of owners at this moment.
  public int count() {
    return count;
  }
}
