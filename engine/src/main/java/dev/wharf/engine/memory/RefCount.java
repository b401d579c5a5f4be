package dev.wharf.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Counts the references to an object. The count starts at one, and the object ends when the count
/// reaches zero.
///
/// Thread-safe. What a thread wrote before its [#release()] is visible to the thread whose release
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

  /// Creates a count of one. The caller has the first reference.
  public RefCount() {}

  /// Adds a reference. The caller has a reference, or acts for code that has one.
  ///
  /// @throws IllegalStateException when the count is zero, because a freed object must stay freed
  public void retain() {
    if (!tryRetain()) {
      throw new IllegalStateException("retain() after the last release()");
    }
  }

  /// Adds a reference unless the count is zero. Returns whether a reference was added.
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

  /// Removes a reference.
  ///
  /// @return true when it was the last reference; the caller must free the object
  /// @throws IllegalStateException when the count is already zero
  public boolean release() {
    int before = (int) COUNT.getAndAdd(this, -1);
    if (before <= 0) {
      COUNT.getAndAdd(this, 1);
      throw new IllegalStateException("release() after the last release()");
    }
    return before == 1;
  }

  /// Returns the present number of references.
  public int count() {
    return count;
  }
}
