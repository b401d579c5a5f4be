package dev.wharf.protocol.body;

/// Thrown when a packet's body cannot be parsed or violates a limit. The message contains nothing
/// of the body.
///
/// It has no stack trace, because a hostile peer can cause one exception for each packet it sends.
public final class MalformedBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedBodyException(String message) {
    super(message, null, false, false);
  }
}
