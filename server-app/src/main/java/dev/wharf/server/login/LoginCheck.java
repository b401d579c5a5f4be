package dev.wharf.server.login;

import dev.wharf.engine.log.LogThrottle;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One token being checked, on a virtual thread of its own. Ends once: with what the authenticator
/// says, or when its time is up, whichever is first. Thread-safe.
final class LoginCheck {
  private static final Logger log = LoggerFactory.getLogger(LoginCheck.class);
  private static final Authentication FAILED =
      Authentication.refused("tokens cannot be checked at the moment");

  /// Of all checks in the process: when tokens cannot be checked, each login fails.
  private static final LogThrottle<Class<?>> FAILURES =
      LogThrottle.perSecond(
          1,
          (type, more) ->
              log.error(
                  "the authenticator failed {} more times in the last second with {}",
                  more,
                  type.getName()));

  private final CompletableFuture<Authentication> result = new CompletableFuture<>();
  private final Thread thread;

  /// @param onThreadEnded run when the thread is free again, which may be long after the result
  LoginCheck(Authenticator authenticator, String name, String token, Runnable onThreadEnded) {
    this.thread =
        Thread.ofVirtual()
            .name("login")
            .unstarted(
                () -> {
                  try {
                    result.complete(ask(authenticator, name, token));
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

  private static Authentication ask(Authenticator authenticator, String name, String token) {
    try {
      return authenticator.authenticate(name, token);
    } catch (InterruptedException e) {
      return FAILED;
    } catch (Throwable t) {
      if (FAILURES.pass(t.getClass())) {
        log.error("the authenticator failed", t);
      }
      return FAILED;
    }
  }
}
