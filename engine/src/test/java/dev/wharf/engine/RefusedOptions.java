package dev.wharf.engine;

import dev.wharf.engine.uring.channels.UringProvider;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.concurrent.Callable;

/// A main program for tests. In its process, the kernel refuses to set any socket option, and the
/// program tries to open channels on io_uring.
final class RefusedOptions {
  private static final int ENOBUFS = 105;
  private static final int TRIES = 20;

  private RefusedOptions() {}

  public static void main(String[] args) throws Exception {
    UringProvider provider = new UringProvider();
    AsynchronousChannelGroup group =
        provider.openAsynchronousChannelGroup(1, Thread.ofPlatform().daemon().factory());
    // Opens a channel once first, to load the classes.
    provider.openAsynchronousSocketChannel(group).close();
    provider.openAsynchronousServerSocketChannel(group).close();
    SystemCallFilter.SET_SOCKET_OPTION.install(ENOBUFS);
    int failed = failures(() -> provider.openAsynchronousServerSocketChannel(group));
    long before = Descriptors.count();
    failed += failures(() -> provider.openAsynchronousSocketChannel(group));
    failed += failures(() -> provider.openAsynchronousServerSocketChannel(group));
    System.out.println("FAILED " + failed + " LEFT OPEN " + (Descriptors.count() - before));
  }

  private static int failures(Callable<? extends AutoCloseable> opener) throws Exception {
    int failures = 0;
    for (int i = 0; i < TRIES; i++) {
      try {
        opener.call().close();
      } catch (IOException e) {
        failures++;
      }
    }
    return failures;
  }
}
