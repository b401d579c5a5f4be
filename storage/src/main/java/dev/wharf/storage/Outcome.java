package dev.wharf.storage;

import org.jspecify.annotations.Nullable;

/// The outcome of a work: its result, or why it has none.
///
/// ```java
/// switch (outcome) {
///   case Outcome.Done<Trade> done -> session.send(reply(done.result()));
///   case Outcome.NotDone<Trade> not -> session.fail(code(not.why().reason()), request, ...);
/// }
/// ```
///
/// @param <R> the type of the result
public sealed interface Outcome<R extends @Nullable Object> {
  /// The work has run, and its changes are durable.
  ///
  /// @param result what the work has returned
  record Done<R extends @Nullable Object>(R result) implements Outcome<R> {}

  /// The work has not succeeded.
  ///
  /// @param why has the [reason][StorageException#reason]
  record NotDone<R extends @Nullable Object>(StorageException why) implements Outcome<R> {}
}
