package dev.wharf.storage;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Reads and changes the database: one part of a transaction. [Storage] runs it on a thread of its
/// own, not on a worker of the completion port, so it may block.
///
/// A work must be repeatable, because the storage runs it again when its transaction was rolled
/// back for a reason outside of the work. So it does nothing but use the handle: it sends no
/// packet, and changes no object of the game.
///
/// @param <R> the result; what the game does next depends on it
@FunctionalInterface
public interface Work<R extends @Nullable Object> {
  /// Runs the work. Its changes are kept when it returns, and undone when it throws.
  ///
  /// @param handle the database. The work must not begin, commit or end a transaction: the handle
  ///   refuses this
  /// @throws Exception when the work has failed; its caller gets the exception
  R run(Handle handle) throws Exception;
}
