package dev.wharf.bench.server;

/// Sets how the JDK's asynchronous channels work. The methods must be called before the first
/// channel is opened.
final class JdkChannels {
  private JdkChannels() {}

  /// Makes each channel wait until data has arrived, instead of trying to read at once. This saves
  /// one system call for each message.
  static void waitForReadiness() {
    System.setProperty("sun.nio.ch.disableSynchronousRead", "true");
  }
}
