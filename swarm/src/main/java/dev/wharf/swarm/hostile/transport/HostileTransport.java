package dev.wharf.swarm.hostile.transport;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.transport.tls.ClientTls;
import dev.wharf.transport.websocket.ClientWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The layers of one hostile connection: TLS, WebSocket, or WebSocket inside TLS. Computes
/// handshakes on the thread of the hostile clients, because only honest users are measured. Only
/// that thread uses it.
public final class HostileTransport {
  private static final ByteBuffer[] NO_PACKETS = {};

  private final Transformation layers;

  /// The WebSocket among the layers; null when there is none.
  private final @Nullable InjectingWebSocket webSocket;

  /// Bytes of the socket that are not transformed yet, up to the position.
  private final ByteBuffer received;

  /// Bytes for the socket: transformed ones, and those of [#sendRaw].
  private final Deque<ByteBuffer> toWrite = new ArrayDeque<>();

  private HostileTransport(Transformation layers, @Nullable InjectingWebSocket webSocket) {
    this.layers = layers;
    this.webSocket = webSocket;
    this.received = ByteBuffer.allocateDirect(layers.receiveBytes());
  }

  /// Makes the layers of one connection.
  ///
  /// @param tls encrypts the bytes; null for a connection without TLS
  /// @param webSocket carries the packets in its frames; null for a connection without WebSocket
  /// @return the layers; null for a connection without any
  public static @Nullable HostileTransport open(
      @Nullable ClientTls tls, @Nullable ClientWebSocket webSocket, InetSocketAddress server) {
    if (webSocket == null) {
      return tls == null ? null : new HostileTransport(tls.create(server), null);
    }
    InjectingWebSocket frames = new InjectingWebSocket(webSocket.create(server));
    TransformationFactory inner = _ -> frames;
    return new HostileTransport(tls == null ? frames : tls.andThen(inner).create(server), frames);
  }

  /// Returns the message with which a client begins TLS.
  public static byte[] clientHello(ClientTls shared, InetSocketAddress server) {
    Transformation tls = shared.create(server);
    try {
      ByteBuffer out = ByteBuffer.allocateDirect(tls.sendBytes());
      tls.send(NO_PACKETS, 0, out);
      byte[] message = new byte[out.flip().remaining()];
      out.get(message);
      return message;
    } catch (TransformationException e) {
      throw new IllegalStateException("TLS makes no first message: " + e.getMessage(), e);
    } finally {
      tls.close();
    }
  }

  /// Sends bytes past all layers, behind those that are transformed already.
  public void sendRaw(byte[] bytes) {
    toWrite.add(ByteBuffer.wrap(bytes));
  }

  /// Sends bytes past WebSocket, and through TLS when the connection has it. They leave before
  /// further packets, and after the handshake of WebSocket.
  ///
  /// @throws IllegalStateException when the connection has no WebSocket
  public void sendUnframed(byte[] bytes) {
    if (webSocket == null) {
      throw new IllegalStateException("the connection has no WebSocket");
    }
    webSocket.inject(bytes);
  }

  /// Announces the end of the stream to the server, if the handshake is over.
  public void finish() {
    if (layers.isEstablished()) {
      layers.finish(CloseReason.LOCAL);
    }
  }

  /// Returns whether there are bytes for the socket, or packets that can be transformed.
  public boolean wantsToWrite(Deque<ByteBuffer> packets) {
    return !toWrite.isEmpty()
        || layers.hasOutput()
        || (layers.isEstablished() && !packets.isEmpty());
  }

  /// Reads and transforms bytes.
  ///
  /// @return the number of transformed bytes; 0 when more must arrive; -1 at the end of the stream
  public int read(SocketChannel socket, ByteBuffer plain) throws IOException {
    int before = plain.position();
    int bytes;
    do {
      bytes = socket.read(received);
      receive(plain);
    } while (bytes > 0 && plain.position() == before);
    int transformed = plain.position() - before;
    boolean isOver = bytes < 0 || layers.isPeerFinished();
    return transformed == 0 && isOver ? -1 : transformed;
  }

  /// Transforms the bytes that have arrived. The reader of `plain` may have set another byte order,
  /// and finds that order again.
  private void receive(ByteBuffer plain) throws IOException {
    ByteOrder order = plain.order();
    plain.order(ByteOrder.BIG_ENDIAN);
    received.flip();
    try {
      boolean progress = true;
      while (progress) {
        int before = received.remaining() + plain.remaining();
        layers.receive(received, plain);
        progress =
            received.remaining() + plain.remaining() < before
                || layers.executor() != null
                || layers.awaitsSend();
      }
    } catch (TransformationException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      received.compact();
      plain.order(order);
    }
  }

  /// Transforms and writes packets, until the socket takes no more bytes. Removes the packets that
  /// are transformed.
  public void write(SocketChannel socket, Deque<ByteBuffer> packets) throws IOException {
    while (wantsToWrite(packets)) {
      if (toWrite.isEmpty()) {
        toWrite.add(transformed(layers.isEstablished() ? packets.peek() : null));
      }
      ByteBuffer next = toWrite.element();
      socket.write(next);
      if (next.hasRemaining()) {
        return;
      }
      toWrite.remove();
      while (!packets.isEmpty() && !packets.element().hasRemaining()) {
        packets.remove();
      }
    }
  }

  private ByteBuffer transformed(@Nullable ByteBuffer packet) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(layers.sendBytes());
    try {
      layers.send(
          packet == null ? NO_PACKETS : new ByteBuffer[] {packet}, packet == null ? 0 : 1, out);
    } catch (TransformationException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (out.position() == 0 && layers.hasOutput()) {
      throw new IOException("the connection announces bytes and has none");
    }
    return out.flip();
  }

  /// Frees the memory of the connection.
  public void close() {
    layers.close();
  }
}
