package dev.wharf.bench.server;

/// Sets how the JDK's asynchronous channels work. Must be called before the first one is opened.
final class JdkChannels {
  private JdkChannels() {}

  /// Makes the channels wait for readiness instead of trying to read at once. This saves one system
  /// call for each message.
  static void waitForReadiness() {
    System.setProperty("sun.nio.ch.disableSynchronousRead", "true");
  }
}
