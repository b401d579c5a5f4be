package dev.wharf.engine.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/// One end of a connection without a network: calls a transformation as a session does, with bytes
/// in pieces of random sizes.
final class End {
  final Transformation transformation;
  final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private final Random random;
  private final int mostPlain;
  private final Deque<ByteBuffer> packets = new ArrayDeque<>();
  private final ByteBuffer raw;
  private boolean finishes;
  private boolean isFinished;

  /// Creates an end.
  ///
  /// @param mostPlain the most room for transformed bytes in one call
  End(Transformation transformation, Random random, int mostPlain) {
    this.transformation = transformation;
    this.random = random;
    this.mostPlain = mostPlain;
    this.raw = ByteBuffer.allocate(transformation.receiveBytes()).limit(0);
  }

  void queue(byte[] packet) {
    packets.add(ByteBuffer.wrap(packet));
  }

  void finish() {
    finishes = true;
  }

  /// Sends all that the transformation permits, and returns the bytes for the channel.
  byte[] send() throws TransformationException {
    ByteArrayOutputStream channel = new ByteArrayOutputStream();
    while (transformation.hasOutput() || mayFinish() || maySendPackets()) {
      if (mayFinish()) {
        isFinished = true;
        transformation.finish(CloseReason.LOCAL);
      } else {
        channel.writeBytes(sendOnce());
      }
    }
    return channel.toByteArray();
  }

  private boolean maySendPackets() {
    return transformation.isEstablished() && !packets.isEmpty();
  }

  private boolean mayFinish() {
    return finishes && !isFinished && packets.isEmpty();
  }

  private byte[] sendOnce() throws TransformationException {
    ByteBuffer[] views = maySendPackets() ? packets.toArray(ByteBuffer[]::new) : new ByteBuffer[0];
    ByteBuffer out = ByteBuffer.allocate(transformation.sendBytes());
    int before = remaining();
    transformation.send(views, views.length, out);
    assertThat(out.position() + before - remaining()).as("progress").isPositive();
    while (!packets.isEmpty() && !packets.getFirst().hasRemaining()) {
      packets.removeFirst();
    }
    return ByteBuffer.allocate(out.position()).put(out.flip()).array();
  }

  private int remaining() {
    return packets.stream().mapToInt(ByteBuffer::remaining).sum();
  }

  /// Receives bytes from the channel.
  void receive(byte[] bytes) throws TransformationException {
    ByteBuffer channel = ByteBuffer.wrap(bytes);
    while (channel.hasRemaining()) {
      raw.compact();
      assertThat(raw.hasRemaining()).as("room for received bytes").isTrue();
      int length = Math.min(channel.remaining(), 1 + random.nextInt(raw.remaining()));
      raw.put(channel.slice(channel.position(), length)).flip();
      channel.position(channel.position() + length);
      while (receiveOnce()) {}
    }
  }

  private boolean receiveOnce() throws TransformationException {
    ByteBuffer room = ByteBuffer.allocate(1 + random.nextInt(mostPlain));
    int before = raw.remaining();
    transformation.receive(raw, room);
    assertThat(room.position() == 0 || transformation.isEstablished())
        .as("no plain bytes before the end of the handshake")
        .isTrue();
    plain.write(room.array(), 0, room.position());
    return room.position() > 0 || raw.remaining() < before;
  }
}
