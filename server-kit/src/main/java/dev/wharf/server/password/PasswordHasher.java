package dev.wharf.server.password;

import dev.wharf.engine.runtime.EngineRuntime;

/// Computes and checks password hashes ([Passwords]) on a few platform threads, with a bounded
/// queue in front of them. The methods wait for the result, so they are for threads that may block,
/// such as that of an [Authenticator][dev.wharf.server.login.Authenticator]. Thread-safe.
public final class PasswordHasher implements AutoCloseable {
  private final HashThreads threads;
  private final Secrets secrets;

  /// Starts the threads. They end after [#close].
  ///
  /// @param count the number of threads; 0 for one per two processors
  /// @param maxWaiting the most passwords that wait for a thread
  public PasswordHasher(EngineRuntime runtime, int count, int maxWaiting) {
    this.threads = new HashThreads(runtime, count, maxWaiting);
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
  /// @throws HashesBusyException when too many passwords wait
  /// @throws InterruptedException when the thread was interrupted
  public boolean matches(String password, String hash)
      throws HashesBusyException, InterruptedException {
    return threads.call(() -> Passwords.matches(password, hash));
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
