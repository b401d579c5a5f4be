package dev.wharf.transport.certificate;

/// Thrown when TLS cannot be set up: a file is missing, a key does not belong to its certificate.
/// The message is one line for the operator. It never contains a secret.
public final class TlsSetupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates an exception.
  public TlsSetupException(String message) {
    super(message);
  }

  /// Creates an exception with its cause, whose message does not appear.
  public TlsSetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
