package dev.wharf.engine;

import dev.wharf.engine.nio2.Descriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// A process that asks for a ring without a free descriptor, and again when there is one.
final class RingsAtTheLimit {
  /// Fewer than the descriptors that a port of three workers needs.
  static final int STEPS = 5;

  private RingsAtTheLimit() {}

  public static void main(String[] args) throws IOException {
    // Once beforehand: near the limit, no class can be loaded from a directory.
    open();
    long before = Descriptors.count();
    List<SocketChannel> taken = new ArrayList<>();
    takeAll(taken);
    open();
    // With one more free each time, another step of the opening is the one that fails.
    for (int i = 0; i < STEPS; i++) {
      taken.removeLast().close();
      open();
    }
    for (SocketChannel each : taken) {
      each.close();
    }
    open();
    System.out.println("left open: " + (Descriptors.count() - before));
  }

  private static void takeAll(List<SocketChannel> taken) {
    try {
      while (true) {
        taken.add(SocketChannel.open());
      }
    } catch (IOException e) {
      // that was the last
    }
  }

  private static void open() {
    PortOptions options =
        PortOptions.defaults().withProvider(PortOptions.Provider.URING).withWorkers(3);
    try {
      CompletionPort.open(options).close();
      System.out.println("opened");
    } catch (UncheckedIOException e) {
      System.out.println(e.getMessage());
    }
  }
}
