package dev.wharf.engine;

import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A channel without a socket. A read is pending until [#received] or [#close()] ends it. The other
/// operations never complete, unless a subclass completes them.
class FakeChannel extends AsynchronousSocketChannel {
  private final AtomicReference<@Nullable Reading> reading = new AtomicReference<>();
  private volatile boolean closed;

  /// A pending read.
  private interface Reading {
    /// Completes the read on the calling thread.
    ///
    /// @param failure why the read has failed, or null
    void end(int bytes, @Nullable Throwable failure);
  }

  FakeChannel() {
    super(AsynchronousChannelProvider.provider());
  }

  /// Completes the pending read with bytes that are zero. Does nothing when no read is pending.
  void received(int bytes) {
    end(bytes, null);
  }

  private void end(int bytes, @Nullable Throwable failure) {
    Reading pending = reading.getAndSet(null);
    if (pending != null) {
      pending.end(bytes, failure);
    }
  }

  @Override
  public <A extends @Nullable Object> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {}

  @Override
  public <A extends @Nullable Object> void read(
      ByteBuffer target,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    reading.set(
        (bytes, failure) -> {
          if (failure == null) {
            target.position(target.position() + bytes);
            handler.completed(bytes, attachment);
          } else {
            handler.failed(failure, attachment);
          }
        });
  }

  @Override
  public <A extends @Nullable Object> void write(
      ByteBuffer source,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {}

  @Override
  public <A extends @Nullable Object> void write(
      ByteBuffer[] sources,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {}

  @Override
  public void close() {
    closed = true;
    end(0, new AsynchronousCloseException());
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public AsynchronousSocketChannel shutdownInput() {
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() {
    return this;
  }

  // ---- methods that no session calls

  @Override
  public Future<Void> connect(SocketAddress remote) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Integer> read(ByteBuffer target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<Integer> write(ByteBuffer source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <A extends @Nullable Object> void read(
      ByteBuffer[] targets,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public AsynchronousSocketChannel bind(@Nullable SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() {
    return null;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() {
    return null;
  }
}
