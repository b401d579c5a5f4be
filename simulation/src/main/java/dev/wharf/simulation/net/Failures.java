package dev.wharf.simulation.net;

import java.io.IOException;
import java.net.ConnectException;

/// The failures that a system reports. They have no stack trace, because it would be that of the
/// thread which happened to choose the next step.
final class Failures {
  private static final StackTraceElement[] NO_STACK = {};

  private Failures() {}

  /// A plain `IOException`, as the JDK's channels throw.
  static IOException of(String message) {
    return withoutStack(new IOException(message));
  }

  static IOException ofConnect(String message) {
    return withoutStack(new ConnectException(message));
  }

  private static IOException withoutStack(IOException failure) {
    failure.setStackTrace(NO_STACK);
    return failure;
  }
}
