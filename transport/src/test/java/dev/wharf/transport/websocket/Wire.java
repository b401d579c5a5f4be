package dev.wharf.transport.websocket;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One end of a connection without a socket: does with a transformation what a session does.
final class Wire {
  static final String REQUEST =
      """
      GET /game HTTP/1.1\r
      Host: play.example:7778\r
      Upgrade: websocket\r
      Connection: keep-alive, Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: chat, wharf.1\r
      Sec-WebSocket-Extensions: permessage-deflate\r
      \r
      """;

  static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7778);

  final Transformation transformation;
  final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  @Nullable TransformationException failure;

  private ByteBuffer received = ByteBuffer.allocate(0);
  private final ByteBuffer target;

  /// Creates an end.
  ///
  /// @param room the room for bytes of packets in each call
  Wire(Transformation transformation, int room) {
    this.transformation = transformation;
    this.target = ByteBuffer.allocate(room);
  }

  /// Returns the server's end of a connection whose handshake is over.
  static Wire server(ServerWebSocket factory, int room) {
    Wire server = new Wire(factory.create(PEER), room);
    server.receive(Frames.text(REQUEST));
    byte[] _ = server.output();
    return server;
  }

  static Wire server(int room) {
    return server(
        new ServerWebSocket(EngineRuntime.system(), ServerWebSocketOptions.defaults()), room);
  }

  void receive(byte[] bytes) {
    received =
        ByteBuffer.allocate(received.remaining() + bytes.length).put(received).put(bytes).flip();
    boolean progress = failure == null && !transformation.isPeerFinished();
    while (progress) {
      target.clear();
      int before = received.position();
      try {
        transformation.receive(received, target);
      } catch (TransformationException e) {
        failure = e;
      }
      plain.writeBytes(Frames.bytesOf(target.flip()));
      progress = failure == null && (received.position() > before || target.limit() > 0);
    }
  }

  void receive(byte[] bytes, int piece) {
    for (int at = 0; at < bytes.length; at += piece) {
      receive(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
  }

  /// Returns all bytes for the channel: the packets, and the transformation's own.
  byte[] output(byte[]... packets) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer[] views = Arrays.stream(packets).map(ByteBuffer::wrap).toArray(ByteBuffer[]::new);
    int sent = 0;
    while (sent < views.length || transformation.hasOutput()) {
      ByteBuffer out = ByteBuffer.allocate(transformation.sendBytes());
      ByteBuffer[] rest = Arrays.copyOfRange(views, sent, views.length);
      try {
        transformation.send(rest, rest.length, out);
      } catch (TransformationException e) {
        throw new AssertionError(e);
      }
      all.writeBytes(Frames.bytesOf(out.flip()));
      while (sent < views.length && !views[sent].hasRemaining()) {
        sent++;
      }
    }
    return all.toByteArray();
  }

  /// Ends the session as a session does, and returns the last bytes for the channel.
  byte[] end() {
    transformation.finish(failure == null ? CloseReason.PEER_CLOSED : failure.reason());
    return output();
  }
}
