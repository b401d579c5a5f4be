package dev.wharf.bench.server;

import java.util.concurrent.CountDownLatch;

/// Runs a server until its process is told to end.
final class Runner {
  private Runner() {}

  /// Says that it listens, then waits.
  static int run(EchoServer server) {
    System.out.println("READY " + server.port());
    System.out.flush();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
