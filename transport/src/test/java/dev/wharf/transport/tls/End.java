package dev.wharf.transport.tls;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One end of a connection without a socket: does with a transformation what a session does, on the
/// calling thread.
final class End implements AutoCloseable {
  final Transformation transformation;
  final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  @Nullable TransformationException failure;

  private final ByteBuffer target;
  private final ByteBuffer received;
  private final IntFunction<ByteBuffer> memory;
  private final List<ByteBuffer> packets = new ArrayList<>();

  /// Creates an end whose buffers are outside of the heap.
  ///
  /// @param room the room for decrypted bytes in each call, in bytes
  End(Transformation transformation, int room) {
    this(transformation, room, ByteBuffer::allocateDirect);
  }

  /// Creates an end.
  ///
  /// @param memory allocates its buffers
  End(Transformation transformation, int room, IntFunction<ByteBuffer> memory) {
    this.transformation = transformation;
    this.memory = memory;
    this.target = memory.apply(room);
    this.received = memory.apply(1 << 17).limit(0);
  }

  void send(byte[] packet) {
    packets.add(memory.apply(packet.length).put(packet).flip());
  }

  void finish() {
    transformation.finish(CloseReason.LOCAL);
  }

  /// Returns the next bytes for the channel; empty when there are none.
  byte[] output() throws TransformationException {
    boolean sends = transformation.isEstablished() && !packets.isEmpty();
    if (!sends && !transformation.hasOutput()) {
      return new byte[0];
    }
    ByteBuffer[] views = sends ? packets.toArray(ByteBuffer[]::new) : new ByteBuffer[0];
    long bytes = Arrays.stream(views).mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer out = memory.apply(transformation.sendBytes(bytes, views.length));
    transformation.send(views, views.length, out);
    packets.removeIf(packet -> !packet.hasRemaining());
    return bytesOf(out.flip());
  }

  void receive(byte[] bytes) {
    received.compact().put(bytes).flip();
    if (!transformation.awaitsSend()) {
      transform();
    }
  }

  /// Goes on when the transformation waits until all packets are sent, and they are.
  ///
  /// @return whether it has waited
  private boolean resume() {
    boolean waited = failure == null && transformation.awaitsSend();
    if (waited) {
      transform();
    }
    return waited;
  }

  private void transform() {
    boolean progress = failure == null;
    while (progress) {
      target.clear();
      int before = received.position();
      try {
        transformation.receive(received, target);
      } catch (TransformationException e) {
        failure = e;
        return;
      }
      plain.writeBytes(bytesOf(target.flip()));
      boolean moved = received.position() > before || target.limit() > 0;
      progress = !transformation.awaitsSend() && (moved || transformation.executor() != null);
    }
  }

  private static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /// Moves bytes between two ends until neither has any.
  ///
  /// @param piece the bytes of one receive
  static void pump(End one, End other, int piece) throws TransformationException {
    boolean moved = true;
    while (moved) {
      moved = step(one, other, piece);
    }
  }

  /// Moves the bytes that the two ends have now, once in each direction.
  ///
  /// @return whether something has moved
  static boolean step(End one, End other, int piece) throws TransformationException {
    boolean moved = move(one, other, piece) | move(other, one, piece);
    return moved || one.resume() | other.resume();
  }

  private static boolean move(End from, End to, int piece) throws TransformationException {
    byte[] bytes = from.output();
    for (int at = 0; at < bytes.length; at += piece) {
      int length = Math.min(piece, bytes.length - at);
      byte[] part = new byte[length];
      System.arraycopy(bytes, at, part, 0, length);
      to.receive(part);
    }
    return bytes.length > 0;
  }

  @Override
  public void close() {
    transformation.close();
  }
}
