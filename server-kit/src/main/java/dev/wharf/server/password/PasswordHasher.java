package dev.wharf.server.password;

import dev.wharf.engine.runtime.EngineRuntime;
import java.net.InetAddress;

/// Computes and checks password hashes ([Passwords]) on a few platform threads, with a bounded
/// queue in front of them. The methods wait for the result, so they are for threads that may block,
/// such as that of an [Authenticator][dev.wharf.server.login.Authenticator]. Thread-safe.
public final class PasswordHasher implements AutoCloseable {
  private final HashThreads threads;
  private final GuessLimit guesses;
  private final Secrets secrets;

  /// Starts the threads. They end after [#close].
  ///
  /// @param count the number of threads; 0 for one per two processors
  /// @param maxWaiting the most passwords that wait for a thread
  /// @param maxWrong the most wrong passwords of one network in a minute
  public PasswordHasher(EngineRuntime runtime, int count, int maxWaiting, int maxWrong) {
    this.threads = new HashThreads(runtime, count, maxWaiting);
    this.guesses = new GuessLimit(runtime, maxWrong);
    this.secrets = new Secrets(runtime);
  }

  /// Returns the hash of a new password.
  ///
  /// @throws HashesBusyException when too many passwords wait
  /// @throws InterruptedException when the thread was interrupted
  public String hash(String password) throws HashesBusyException, InterruptedException {
    byte[] salt = secrets.bytes(Passwords.SALT_BYTES);
    return threads.call(() -> Passwords.hash(password, salt));
  }

  /// Returns whether a hash is that of a password.
  ///
  /// @param from the address of the client that has sent the password
  /// @throws HashesBusyException when too many passwords wait, or too many wrong ones have come
  ///   from the client's network
  /// @throws InterruptedException when the thread was interrupted
  public boolean matches(InetAddress from, String password, String hash)
      throws HashesBusyException, InterruptedException {
    guesses.check(from);
    boolean isRight = threads.call(() -> Passwords.matches(password, hash));
    if (!isRight) {
      guesses.onWrong(from);
    }
    return isRight;
  }

  /// Returns the hash of a password that nobody knows. A login for a name without an account checks
  /// it, so that its refusal takes as long as that of a wrong password. Computes on the calling
  /// thread.
  public String hashOfNobody() {
    return Passwords.hash(secrets.hex(Passwords.SALT_BYTES), secrets.bytes(Passwords.SALT_BYTES));
  }

  /// Returns the number of passwords that wait for a thread.
  public int waiting() {
    return threads.waiting();
  }

  /// Refuses further passwords, and ends the threads after those that wait.
  @Override
  public void close() {
    threads.close();
  }
}
