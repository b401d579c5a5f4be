package dev.wharf.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

/// A server with plain NIO.2, without an engine. It reads, writes the complete frames back, and
/// reads again. It has one buffer for each connection and one handler for each direction. It copies
/// only the incomplete frame at the end of a read, and allocates nothing for a frame.
final class Nio2EchoServer implements EchoServer {
  private final AsynchronousChannelGroup group;
  private final AsynchronousServerSocketChannel listener;
  private final int port;

  private Nio2EchoServer(AsynchronousChannelGroup group, int port) throws IOException {
    this.group = group;
    this.listener = AsynchronousServerSocketChannel.open(group);
    listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    this.port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  static Nio2EchoServer start(int port) throws IOException {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(1, Thread.ofPlatform().name("nio2").factory());
    Nio2EchoServer server = new Nio2EchoServer(group, port);
    server.listener.accept(server.listener, new Acceptor());
    return server;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      group.shutdownNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Accepts connections, one after the other, until the server is closed.
  private static final class Acceptor
      implements CompletionHandler<AsynchronousSocketChannel, AsynchronousServerSocketChannel> {
    @Override
    public void completed(
        AsynchronousSocketChannel channel, AsynchronousServerSocketChannel listener) {
      try {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        new Connection(channel).read();
      } catch (IOException e) {
        closeQuietly(channel);
      }
      listener.accept(listener, this);
    }

    @Override
    public void failed(Throwable thrown, AsynchronousServerSocketChannel listener) {
      if (listener.isOpen()) {
        throw new IllegalStateException("cannot accept", thrown);
      }
    }
  }

  /// The connection of one client. The bytes of its buffer up to [#complete] are being written, or
  /// wait to be written. The bytes after them wait for the rest of their frame.
  private static final class Connection {
    private final AsynchronousSocketChannel channel;
    private final ByteBuffer bytes =
        ByteBuffer.allocateDirect(MAX_FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Handler onRead = new Handler(this::afterRead);
    private final Handler onWritten = new Handler(this::afterWrite);
    private int end;
    private int complete;

    Connection(AsynchronousSocketChannel channel) {
      this.channel = channel;
    }

    void read() {
      channel.read(bytes, this, onRead);
    }

    private void afterRead(int count) {
      if (count < 0) {
        closeQuietly(channel);
        return;
      }
      end = bytes.position();
      complete = Frames.endOfComplete(bytes, end);
      if (complete == 0) {
        read();
      } else {
        write(bytes.position(0).limit(complete));
      }
    }

    private void write(ByteBuffer frames) {
      channel.write(frames, this, onWritten);
    }

    private void afterWrite(int count) {
      if (bytes.hasRemaining()) {
        write(bytes);
        return;
      }
      bytes.limit(end).position(complete);
      bytes.compact();
      read();
    }
  }

  /// The step of a connection that follows a completed read or write.
  @FunctionalInterface
  private interface Step {
    void after(int count);
  }

  private record Handler(Step step) implements CompletionHandler<Integer, Connection> {
    @Override
    public void completed(Integer count, Connection connection) {
      try {
        step.after(count);
      } catch (RuntimeException e) {
        closeQuietly(connection.channel);
      }
    }

    @Override
    public void failed(Throwable thrown, Connection connection) {
      closeQuietly(connection.channel);
    }
  }

  private static void closeQuietly(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection is not used any more.
    }
  }
}
