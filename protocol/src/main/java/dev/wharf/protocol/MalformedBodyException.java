package dev.wharf.protocol;

/// A body does not parse, or breaks a limit. Without a stack trace: whoever sends such a body can
/// do so as often as he likes. The message holds our own words and numbers, nothing of the body.
final class MalformedBodyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedBodyException(String message) {
    super(message, null, false, false);
  }
}
