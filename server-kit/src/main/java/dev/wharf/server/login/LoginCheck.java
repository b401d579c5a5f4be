package dev.wharf.server.login;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// One login being checked, on a virtual thread of its own. Ends once: with what the authenticator
/// says, or when its time is up, whichever is first. Thread-safe.
final class LoginCheck {
  private static final Authentication FAILED =
      Authentication.refused("logins cannot be checked at the moment");

  private final CompletableFuture<Authentication> result = new CompletableFuture<>();
  private final Thread thread;

  /// @param onThreadEnded run when the thread is free again, which may be long after the result
  /// @param onFailed told what the authenticator threw, on its thread
  LoginCheck(
      Authenticator authenticator,
      LoginAttempt attempt,
      Consumer<Throwable> onFailed,
      Runnable onThreadEnded) {
    this.thread =
        Thread.ofVirtual()
            .name("login")
            .unstarted(
                () -> {
                  try {
                    result.complete(ask(authenticator, attempt, onFailed));
                  } finally {
                    onThreadEnded.run();
                  }
                });
  }

  /// Begins.
  ///
  /// @return completed once, on whatever thread ends the check; never exceptionally
  CompletableFuture<Authentication> start() {
    thread.start();
    return result;
  }

  /// Ends the check as refused, if it has not ended.
  ///
  /// @return whether this call did
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
          authenticator.authenticate(attempt), "the authenticator's answer");
    } catch (InterruptedException e) {
      return FAILED;
    } catch (Throwable t) {
      onFailed.accept(t);
      return FAILED;
    }
  }
}
