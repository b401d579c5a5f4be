package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Two transformations of one session, one behind the other. The outer one is next to the channel,
/// the inner one next to the session.
///
/// The inner transformation gets no bytes before the outer handshake is over. After that, the chain
/// keeps at most [#receiveBytes()] of the inner transformation between the two on the way in, and
/// at most its [#sendBytes()] on the way out. Both buffers are made when they are first needed. A
/// chain whose outer transformation is transparent needs none.
final class Chain implements Transformation {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final Transformation outer;
  private final Transformation inner;

  /// Bytes that the outer transformation has produced and the inner one has not consumed, from
  /// position to limit.
  private ByteBuffer received = NONE;

  /// Bytes that the inner transformation has produced and the outer one has not consumed, from
  /// position to limit.
  private ByteBuffer sent = NONE;

  /// The argument of the outer transformation's [#send]: [#sent].
  private final ByteBuffer[] packet = {NONE};

  /// Whether bytes have arrived behind the outer handshake.
  private boolean innerBegun;

  /// The reason for the end; null while packets may follow.
  private @Nullable CloseReason ending;

  private boolean outerFinished;

  /// Whether the outer transformation has thrown. It carries nothing of the inner one any more.
  private boolean outerFailed;

  private boolean innerEnded;

  Chain(Transformation outer, Transformation inner) {
    this.outer = outer;
    this.inner = inner;
  }

  @Override
  public int receiveBytes() {
    return Math.max(outer.receiveBytes(), inner.receiveBytes());
  }

  @Override
  public int sendBytes() {
    return Math.max(outer.sendBytes(), inner.sendBytes());
  }

  @Override
  public int sendBytes(long bytes, int count) {
    return outer.isTransparent() && !sent.hasRemaining()
        ? inner.sendBytes(bytes, count)
        : sendBytes();
  }

  @Override
  public boolean isEstablished() {
    return outer.isEstablished() && inner.isEstablished();
  }

  @Override
  public boolean isTransparent() {
    return outer.isTransparent() && inner.isTransparent() && isEmpty();
  }

  private boolean isEmpty() {
    return !received.hasRemaining() && !sent.hasRemaining();
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    InetSocketAddress address = outer.peerAddress();
    return address == null ? inner.peerAddress() : address;
  }

  @Override
  public @Nullable CloseReason unusedReason() {
    CloseReason reason = innerBegun ? null : outer.unusedReason();
    return reason == null ? inner.unusedReason() : reason;
  }

  /// Transforms received bytes. A call in which the outer handshake is not over ends with it, so
  /// that the session can look at [#peerAddress()] before the inner handshake begins.
  @Override
  public void receive(ByteBuffer bytes, ByteBuffer plain) throws TransformationException {
    if (!outer.isEstablished()) {
      callOuter(bytes, NONE);
      return;
    }
    innerBegun |= bytes.hasRemaining();
    if (outer.isTransparent() && !received.hasRemaining()) {
      inner.receive(bytes, plain);
    } else {
      receiveBoth(bytes, plain);
    }
  }

  private void receiveBoth(ByteBuffer bytes, ByteBuffer plain) throws TransformationException {
    if (received.capacity() == 0) {
      received = ByteBuffer.allocate(inner.receiveBytes()).limit(0);
    }
    boolean moves;
    do {
      moves = receiveOneEach(bytes, plain);
    } while (moves && !asks(outer) && !asks(inner));
    if (plain.hasRemaining() && isPeerFinished()) {
      endInner();
    }
  }

  /// Calls both transformations once. Leaves the inner one out when the outer one asks for
  /// something, because the session fulfils one request at a time.
  private boolean receiveOneEach(ByteBuffer bytes, ByteBuffer plain)
      throws TransformationException {
    boolean moves = receiveOuter(bytes);
    if (asks(outer)) {
      return moves;
    }
    int before = received.remaining() + plain.remaining();
    inner.receive(received, plain);
    return moves || received.remaining() + plain.remaining() < before;
  }

  private void callOuter(ByteBuffer bytes, ByteBuffer target) throws TransformationException {
    boolean isDone = false;
    try {
      outer.receive(bytes, target);
      isDone = true;
    } finally {
      outerFailed |= !isDone;
    }
  }

  private boolean receiveOuter(ByteBuffer bytes) throws TransformationException {
    received.compact();
    int before = bytes.remaining() + received.remaining();
    try {
      callOuter(bytes, received);
      return bytes.remaining() + received.remaining() < before;
    } finally {
      received.flip();
    }
  }

  private static boolean asks(Transformation one) {
    return one.executor() != null || one.awaitsSend();
  }

  @Override
  public @Nullable Executor executor() {
    Executor executor = outer.executor();
    return executor == null ? inner.executor() : executor;
  }

  @Override
  public boolean awaitsSend() {
    return outer.awaitsSend() || inner.awaitsSend();
  }

  @Override
  public void receiveEnd() throws TransformationException {
    if (!outer.isTransparent()) {
      outer.receiveEnd();
    }
    endInner();
  }

  /// Tells the inner transformation that no byte follows, unless it knows.
  private void endInner() throws TransformationException {
    if (!innerEnded && !inner.isPeerFinished()) {
      innerEnded = true;
      inner.receiveEnd();
    }
  }

  @Override
  public boolean isPeerFinished() {
    return inner.isPeerFinished() || (outer.isPeerFinished() && !asks(inner));
  }

  @Override
  public boolean hasOutput() {
    return outer.hasOutput() || innerHasOutput();
  }

  private boolean innerHasOutput() {
    return isOuterOpen() && (sent.hasRemaining() || inner.hasOutput());
  }

  private boolean isOuterOpen() {
    return outer.isEstablished() && !outerFailed;
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    if (outer.isTransparent() && !sent.hasRemaining()) {
      inner.send(packets, count, out);
    } else {
      sendBoth(packets, count, out);
    }
  }

  /// Calls both transformations until there are bytes for the channel. Then the call ends, because
  /// the outer transformation may need all the room of `out`.
  private void sendBoth(ByteBuffer[] packets, int count, ByteBuffer out)
      throws TransformationException {
    int start = out.position();
    boolean moves = true;
    while (moves && out.position() == start) {
      moves = sendInner(packets, count);
      moves |= sendOuter(out);
    }
  }

  private boolean sendInner(ByteBuffer[] packets, int count) throws TransformationException {
    boolean isAsked = count > 0 || inner.hasOutput();
    if (!isAsked || sent.hasRemaining() || !isOuterOpen()) {
      return false;
    }
    if (sent.capacity() == 0) {
      sent = ByteBuffer.allocate(inner.sendBytes());
    }
    long before = remaining(packets, count);
    sent.clear();
    try {
      inner.send(packets, count, sent);
    } finally {
      sent.flip();
    }
    return sent.hasRemaining() || remaining(packets, count) < before;
  }

  private static long remaining(ByteBuffer[] packets, int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += packets[i].remaining();
    }
    return bytes;
  }

  private boolean sendOuter(ByteBuffer out) throws TransformationException {
    int before = sent.remaining() + out.remaining();
    packet[0] = sent;
    outer.send(packet, sent.hasRemaining() ? 1 : 0, out);
    finishOuter();
    return sent.remaining() + out.remaining() < before;
  }

  /// Finishes the inner transformation. The outer one follows when it has consumed the last bytes
  /// of the inner one.
  @Override
  public void finish(CloseReason reason) {
    ending = reason;
    inner.finish(reason);
    finishOuter();
  }

  private void finishOuter() {
    CloseReason reason = ending;
    if (reason != null && !outerFinished && !innerHasOutput()) {
      outerFinished = true;
      outer.finish(reason);
    }
  }

  @Override
  public void close() {
    try {
      outer.close();
    } finally {
      inner.close();
    }
  }
}
