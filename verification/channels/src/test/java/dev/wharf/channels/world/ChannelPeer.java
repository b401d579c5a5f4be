package dev.wharf.channels.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A peer that is a channel of the simulation. It waits for the futures of its operations.
final class ChannelPeer implements Peer {
  private static final int CHUNK = 8192;

  private final AsynchronousSocketChannel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;

  ChannelPeer(AsynchronousSocketChannel connected) throws IOException {
    channel = connected;
    local = (InetSocketAddress) channel.getLocalAddress();
    remote = (InetSocketAddress) channel.getRemoteAddress();
  }

  /// Waits for an operation, and returns its result. Throws the operation's exception.
  static <V> V await(Future<V> operation) throws IOException {
    try {
      return operation.get(World.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new SocketTimeoutException();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public void send(byte... bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      await(channel.write(rest));
    }
  }

  @Override
  public byte[] receive(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && await(channel.read(buffer)) >= 0) {}
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Override
  public byte[] receiveAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part;
    do {
      part = receive(CHUNK);
      all.writeBytes(part);
    } while (part.length == CHUNK);
    return all.toByteArray();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
