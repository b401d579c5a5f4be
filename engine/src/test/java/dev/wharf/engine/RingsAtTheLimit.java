package dev.wharf.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// A main program for tests. It tries to open a port on io_uring without a free file descriptor,
/// and again while descriptors become free.
final class RingsAtTheLimit {
  /// The number of descriptors that become free one by one. A port with three workers needs more
  /// than this number.
  static final int STEPS = 5;

  private RingsAtTheLimit() {}

  public static void main(String[] args) throws IOException {
    // Opens a port once first, to load all classes: a class file cannot be opened near the limit of
    // descriptors.
    open();
    long before = Descriptors.count();
    List<SocketChannel> taken = new ArrayList<>();
    takeAll(taken);
    open();
    // Each round has one more free descriptor, so that opening the port fails at a later point.
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
      // All descriptors are in use.
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
