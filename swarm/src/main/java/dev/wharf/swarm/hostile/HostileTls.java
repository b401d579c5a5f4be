package dev.wharf.swarm.hostile;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Encrypts the bytes of one hostile connection. Computes handshakes on the thread of the hostile
/// clients, because only honest users are measured. Only that thread uses it.
final class HostileTls {
  private static final ByteBuffer[] NO_PACKETS = {};

  private final Transformation tls;

  /// Encrypted bytes that have arrived, up to the position.
  private final ByteBuffer received;

  /// Bytes for the socket: encrypted ones, and those of [#sendRaw].
  private final Deque<ByteBuffer> toWrite = new ArrayDeque<>();

  HostileTls(Transformation tls) {
    this.tls = tls;
    this.received = ByteBuffer.allocateDirect(tls.receiveBytes());
  }

  /// Returns the first message of a client.
  static byte[] firstMessage(Transformation tls) {
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

  /// Sends bytes without encrypting them, behind those that are encrypted already.
  void sendRaw(byte[] bytes) {
    toWrite.add(ByteBuffer.wrap(bytes));
  }

  /// Announces the end of the stream to the server, if the handshake is over.
  void finish() {
    if (tls.isEstablished()) {
      tls.finish(CloseReason.LOCAL);
    }
  }

  /// Returns whether there are bytes for the socket, or packets that can be encrypted.
  boolean wantsToWrite(Deque<ByteBuffer> packets) {
    return !toWrite.isEmpty() || tls.hasOutput() || (tls.isEstablished() && !packets.isEmpty());
  }

  /// Reads and decrypts bytes.
  ///
  /// @return the number of decrypted bytes; 0 when more must arrive; -1 at the end of the stream
  int read(SocketChannel socket, ByteBuffer plain) throws IOException {
    int before = plain.position();
    int bytes;
    do {
      bytes = socket.read(received);
      decrypt(plain);
    } while (bytes > 0 && plain.position() == before);
    int decrypted = plain.position() - before;
    boolean isOver = bytes < 0 || tls.isPeerFinished();
    return decrypted == 0 && isOver ? -1 : decrypted;
  }

  private void decrypt(ByteBuffer plain) throws IOException {
    received.flip();
    try {
      boolean progress = true;
      while (progress) {
        int before = received.remaining() + plain.remaining();
        tls.receive(received, plain);
        progress =
            received.remaining() + plain.remaining() < before
                || tls.executor() != null
                || tls.awaitsSend();
      }
    } catch (TransformationException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      received.compact();
    }
  }

  /// Encrypts and writes packets, until the socket takes no more bytes. Removes the packets that
  /// are encrypted.
  void write(SocketChannel socket, Deque<ByteBuffer> packets) throws IOException {
    while (wantsToWrite(packets)) {
      if (toWrite.isEmpty()) {
        toWrite.add(encrypt(tls.isEstablished() ? packets.peek() : null));
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

  private ByteBuffer encrypt(@Nullable ByteBuffer packet) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(tls.sendBytes());
    try {
      tls.send(
          packet == null ? NO_PACKETS : new ByteBuffer[] {packet}, packet == null ? 0 : 1, out);
    } catch (TransformationException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (out.position() == 0 && tls.hasOutput()) {
      throw new IOException("TLS announces bytes and has none");
    }
    return out.flip();
  }

  /// Frees the memory of the connection.
  void close() {
    tls.close();
  }
}
