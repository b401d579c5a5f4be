package dev.wharf.swarm.hostile.transport;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/// The WebSocket of one hostile connection. It obeys the rules, except for the bytes that [#inject]
/// sends between its frames. Only the thread of the hostile clients uses it.
final class InjectingWebSocket implements Transformation {
  private final Transformation webSocket;
  private final Deque<ByteBuffer> injected = new ArrayDeque<>();

  /// Creates the WebSocket of a connection.
  ///
  /// @param webSocket the WebSocket of a client that obeys the rules
  InjectingWebSocket(Transformation webSocket) {
    this.webSocket = webSocket;
  }

  /// Sends bytes that need not be valid frames, behind the handshake and before further packets.
  void inject(byte[] bytes) {
    injected.add(ByteBuffer.wrap(bytes));
  }

  @Override
  public int receiveBytes() {
    return webSocket.receiveBytes();
  }

  @Override
  public int sendBytes() {
    return webSocket.sendBytes();
  }

  @Override
  public boolean isEstablished() {
    return webSocket.isEstablished();
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    webSocket.receive(received, plain);
  }

  @Override
  public boolean isPeerFinished() {
    return webSocket.isPeerFinished();
  }

  @Override
  public boolean hasOutput() {
    return webSocket.hasOutput() || mayInject();
  }

  private boolean mayInject() {
    return isEstablished() && !injected.isEmpty();
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    if (webSocket.hasOutput() || !mayInject()) {
      webSocket.send(packets, count, out);
      return;
    }
    ByteBuffer next = injected.element();
    int length = Math.min(next.remaining(), out.remaining());
    out.put(next.slice().limit(length));
    next.position(next.position() + length);
    if (!next.hasRemaining()) {
      injected.remove();
    }
  }

  @Override
  public void finish(CloseReason reason) {
    webSocket.finish(reason);
  }

  @Override
  public void close() {
    webSocket.close();
  }
}
