package dev.wharf.client;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// Numbers the logins of one client, or of several clients with different accounts. When a login
/// arrives late, on a connection that its client has given up, the server knows it by its number.
/// So the login does not end the session of a newer one. Thread-safe.
public final class LoginNumbers {
  private final long instance;
  private final AtomicInteger last = new AtomicInteger();

  /// Starts with the number 1.
  ///
  /// @param random the source of the number that tells these logins from those of other clients of
  ///   the same account
  public LoginNumbers(RandomGenerator random) {
    this.instance = random.nextLong() | 1; // not 0
  }

  /// Returns the number that is the same in all these logins; never 0.
  long instance() {
    return instance;
  }

  /// Returns the number of the next login.
  int next() {
    return last.incrementAndGet();
  }
}
