package dev.wharf.simulation.net;

import java.io.IOException;
import java.net.ConnectException;

/// Makes the exceptions of failed operations. They have no stack trace, because it would be the
/// stack of the thread that happened to have the turn.
final class Failures {
  private static final StackTraceElement[] NO_STACK = {};

  private Failures() {}

  /// Makes a plain `IOException`, as the JDK's channels throw.
  static IOException of(String message) {
    return withoutStack(new IOException(message));
  }

  static IOException ofConnect(String message) {
    return withoutStack(new ConnectException(message));
  }

  static IOException causedBy(Exception cause) {
    return withoutStack(new IOException(cause));
  }

  private static IOException withoutStack(IOException failure) {
    failure.setStackTrace(NO_STACK);
    return failure;
  }
}
