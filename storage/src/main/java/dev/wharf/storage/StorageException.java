package dev.wharf.storage;

import org.jspecify.annotations.Nullable;

/// A work that has not succeeded, as far as the storage knows.
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /// Why a work has not succeeded.
  public enum Reason {
    /// Too many works wait. Nothing was changed.
    BUSY,
    /// The work did not begin before its deadline. Nothing was changed.
    LATE,
    /// The work threw, or the database refused it. Nothing was changed. The cause is the exception.
    FAILED,
    /// The work's changes may or may not be in the database: the connection broke during the
    /// commit, or the commit did not end before the deadline. A work that was submitted with a key
    /// ([Storage#runOnce]) can be submitted again with the same key.
    UNKNOWN,
    /// The storage is closed. Nothing was changed.
    CLOSED
  }

  StorageException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  StorageException(Reason reason, String message) {
    this(reason, message, null);
  }

  /// Returns why the work has not succeeded.
  public Reason reason() {
    return reason;
  }
}
