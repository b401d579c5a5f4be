package dev.wharf.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// A process that asks for a ring without a free descriptor, and again when there is one.
final class RingsAtTheLimit {
  private RingsAtTheLimit() {}

  public static void main(String[] args) throws IOException {
    // Once beforehand: near the limit, no class can be loaded from a directory.
    open();
    new IOException("", new UncheckedIOException(new IOException())).getMessage();
    List<SocketChannel> taken = new ArrayList<>();
    takeAll(taken);
    open();
    // With some free: the first worker has its ring, a later one has none.
    for (int i = 0; i < 3; i++) {
      taken.removeLast().close();
    }
    open();
    for (SocketChannel each : taken) {
      each.close();
    }
    open();
  }

  @SuppressWarnings("ReferenceEquality")
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
