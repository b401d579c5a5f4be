package dev.wharf.bench.server;

/// How the JDK's asynchronous channels behave; must be said before the first one is opened.
final class JdkChannels {
  private JdkChannels() {}

  /// They wait for readiness, and do not try to read at once: one system call less a message.
  static void waitForReadiness() {
    System.setProperty("sun.nio.ch.disableSynchronousRead", "true");
  }
}
