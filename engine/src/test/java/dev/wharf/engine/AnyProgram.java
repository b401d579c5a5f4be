package dev.wharf.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A program on asynchronous channels that knows nothing of the engine. It opens each channel as
/// the documentation of `java.nio.channels` shows.
final class AnyProgram {
  private AnyProgram() {}

  public static void main(String[] args) throws Exception {
    greet(null);
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withThreadPool(Executors.newFixedThreadPool(2));
    greet(group);
    group.shutdownNow();
  }

  private static void greet(AsynchronousChannelGroup group) throws Exception {
    try (AsynchronousServerSocketChannel listener = listen(group);
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open(group)) {
      Future<AsynchronousSocketChannel> accepted = listener.accept();
      client.connect(listener.getLocalAddress()).get();
      try (AsynchronousSocketChannel server = accepted.get()) {
        server.write(ByteBuffer.wrap("hello".getBytes(UTF_8))).get();
      }
      System.out.println(client.provider().getClass().getName() + " says " + readAll(client));
    }
  }

  private static AsynchronousServerSocketChannel listen(AsynchronousChannelGroup group)
      throws IOException {
    return AsynchronousServerSocketChannel.open(group)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static String readAll(AsynchronousSocketChannel channel) throws Exception {
    ByteBuffer received = ByteBuffer.allocate(100);
    while (channel.read(received).get() > 0) {
      // Continues until the peer closes the connection.
    }
    return new String(received.array(), 0, received.position(), UTF_8);
  }
}
