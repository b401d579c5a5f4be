package dev.wharf.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A count of owners, from one at birth to zero, once.
///
/// All methods may be called from any thread. What an owner wrote before [#release()] is visible to
/// whoever sees the count reach zero.
public final class RefCount {
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(RefCount.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile int count = 1;

  /// A count of one: its maker is the first owner.
  public RefCount() {}

  /// Adds an owner. The caller must be an owner itself, or be called on behalf of one.
  ///
  /// @throws IllegalStateException when the count is already zero: nobody may revive what was freed
  public void retain() {
    if (!tryRetain()) {
      throw new IllegalStateException("retain() after the last release()");
    }
  }

  /// Adds an owner unless the count is already zero; says whether it did.
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

  /// Takes an owner away.
  ///
  /// @return true when this was the last one: the caller frees what is counted
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
