package dev.wharf.server.login;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The check of one login on its own virtual thread. It ends once: with the authenticator's result
/// or at the timeout, whichever is first. Thread-safe.
final class LoginCheck {
  private static final Authentication FAILED =
      Authentication.refused("logins cannot be checked at the moment");

  private final CompletableFuture<Authentication> result = new CompletableFuture<>();
  private final Thread thread;

  /// @param onFailed called on the check's thread with the exception of the authenticator
  /// @param onThreadEnded called when the check's thread ends, which may be long after the result
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
  /// @return the result, completed by the thread that ends the check; never exceptionally
  CompletableFuture<Authentication> start() {
    thread.start();
    return result;
  }

  /// Ends the check with a refusal, and interrupts its thread. Has no effect when the check has
  /// ended.
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
