package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// A client of an echo server. It sends the next message when the message before has come back, and
/// checks each byte.
final class EchoSession implements SessionHandler {
  private static final int USUAL_BYTES = 1_000;

  /// The largest size of a large message. It is larger than the send buffer that the engine gives a
  /// socket (32 KiB), so that some writes are partial.
  private static final int LARGE_BYTES = 40_000;

  /// A message may be large with a probability of 1 in this number.
  private static final int LARGE_ONE_OF = 16;

  private final RandomGenerator random;
  private final int key;
  private int messagesLeft;
  private int sent;
  private int received;
  private boolean isEnded;

  /// Creates the handler of a client's session.
  ///
  /// @param key makes the bytes of this session differ from those of other sessions
  EchoSession(RandomGenerator random, int key, int messages) {
    this.random = random;
    this.key = key;
    this.messagesLeft = messages;
  }

  /// Returns the handler of the server, which sends each byte back.
  static SessionHandler server() {
    return EchoSession::sendBack;
  }

  private static void sendBack(Session session, ByteBuffer received) {
    try (SendBuffer buffer = session.sendBuffers().acquire(received.remaining())) {
      buffer.writeBytes(received);
      session.send(buffer);
    } catch (BufferMemoryExhaustedException e) {
      session.close(CloseReason.OVERLOADED);
    }
  }

  @Override
  public void onConnected(Session session) {
    sendNext(session);
  }

  private void sendNext(Session session) {
    messagesLeft--;
    int most = random.nextInt(LARGE_ONE_OF) == 0 ? LARGE_BYTES : USUAL_BYTES;
    ByteBuffer message = ByteBuffer.allocate(random.nextInt(1, most + 1));
    while (message.hasRemaining()) {
      message.put(byteAt(sent++));
    }
    sendBack(session, message.flip());
  }

  private byte byteAt(int position) {
    return (byte) (key * 31 + position * 7 + position / 251);
  }

  @Override
  public void onReceived(Session session, ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      checkNext(bytes.get());
    }
    assertThat(received).isLessThanOrEqualTo(sent);
    if (received == sent && messagesLeft > 0) {
      sendNext(session);
    } else if (received == sent) {
      session.close(CloseReason.LOCAL);
    }
  }

  private void checkNext(byte found) {
    if (found != byteAt(received)) {
      throw new AssertionError("byte " + received + " is " + found + ", not " + byteAt(received));
    }
    received++;
  }

  @Override
  public void onDisconnected(Session session, CloseReason reason) {
    isEnded = true;
  }

  boolean isEnded() {
    return isEnded;
  }

  /// Returns whether all messages have come back.
  boolean isComplete() {
    return messagesLeft == 0 && received == sent;
  }

  int received() {
    return received;
  }
}
