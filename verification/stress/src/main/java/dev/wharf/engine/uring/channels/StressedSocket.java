package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.ring.RingSize;
import java.nio.channels.CompletionHandler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// A [NativeSocket] whose descriptor does not exist, with a read and a write that never reach a
/// ring. It counts how often its descriptor is closed.
final class StressedSocket implements SocketGroup {
  private static final int NO_DESCRIPTOR = -1;
  private static final RingLoop ENDED = endedLoop();

  final NativeSocket socket = new NativeSocket(this, Set.of(), NO_DESCRIPTOR);
  final SocketRequest read = new NoRequest(socket, SocketRequest.READ);
  final SocketRequest write = new NoRequest(socket, SocketRequest.WRITE);

  private final AtomicInteger closes = new AtomicInteger();

  /// Returns how often the descriptor was closed.
  int closes() {
    return closes.get();
  }

  /// Claims a request and releases it.
  ///
  /// @return 1 when the descriptor was closed while the request was pending
  int use(SocketRequest request) {
    if (!socket.tryClaim(request)) {
      return 0;
    }
    int closedUnderRequest = closes();
    socket.release(request);
    return closedUnderRequest;
  }

  @Override
  public AsynchronousChannelProvider provider() {
    throw new UnsupportedOperationException();
  }

  @Override
  public RingLoop loop() {
    return ENDED;
  }

  @Override
  public boolean register(NativeSocket added) {
    return true;
  }

  @Override
  public void forget(NativeSocket closed) {
    closes.incrementAndGet();
  }

  @Override
  public <R, A> void deliver(
      CompletionHandler<R, A> handler, A attachment, R result, Throwable failure) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <R, A> void deliverLater(
      CompletionHandler<R, ? super A> handler, A attachment, R result, Throwable failure) {
    throw new UnsupportedOperationException();
  }

  /// Makes a loop that rejects all tasks. It ends at once, because no kernel opens a ring of this
  /// size.
  private static RingLoop endedLoop() {
    RingLoop loop = new RingLoop(() -> {}, () -> {}, new RingSize(0, 0));
    loop.run();
    return loop;
  }

  private static final class NoRequest extends SocketRequest {
    NoRequest(NativeSocket socket, byte kind) {
      super(socket, kind);
    }

    @Override
    protected void onCompleted(int result, int flags) {}
  }
}
