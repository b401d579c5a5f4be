package dev.wharf.server.login;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Checks one login on a new virtual thread. The check ends once: with the authenticator's result
/// or at the timeout, whichever is first. Thread-safe.
final class LoginCheck {
  /// The result of a check that fails or takes too long. The credential may be good, so the client
  /// may try again.
  private static final Authentication FAILED = Authentication.busy(Duration.ofSeconds(1));

  private final CompletableFuture<Authentication> result = new CompletableFuture<>();
  private final Thread thread;

  /// Creates a check that has not started.
  ///
  /// @param onFailed gets the exception that the authenticator throws; called on the check's thread
  /// @param onThreadEnded called when the check's thread ends, which may be long after a timeout
  LoginCheck(
      EngineRuntime runtime,
      Authenticator authenticator,
      LoginAttempt attempt,
      Consumer<Throwable> onFailed,
      Runnable onThreadEnded) {
    this.thread =
        runtime.newVirtualThread(
            "login",
            () -> {
              try {
                result.complete(ask(authenticator, attempt, onFailed));
              } finally {
                onThreadEnded.run();
              }
            });
  }

  /// Starts the check.
  ///
  /// @return a future that completes when the check ends, on the thread that ends it; never with an
  ///   exception
  CompletableFuture<Authentication> start() {
    thread.start();
    return result;
  }

  /// Ends the check with a refusal for now, and interrupts its thread. Has no effect when the check
  /// has already ended.
  ///
  /// @return whether this call ended the check
  boolean timeOut() {
    boolean ended = result.complete(FAILED);
    if (ended) {
      thread.interrupt();
    }
    return ended;
  }

  private static Authentication ask(
      Authenticator authenticator, LoginAttempt attempt, Consumer<Throwable> onFailed) {
    try {
      return Objects.requireNonNull(
          authenticator.authenticate(attempt), "the authenticator returned null");
    } catch (InterruptedException e) {
      return FAILED;
    } catch (Throwable t) {
      onFailed.accept(t);
      return FAILED;
    }
  }
}
