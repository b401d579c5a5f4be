package dev.wharf.swarm.hostile;

import com.google.protobuf.Message;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ResumeReply;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/// Encodes frames of a game's packets to bytes: valid frames and malformed frames. Thread-safe.
public final class Frames {
  private final PacketCatalog catalog;
  private final byte[] heartbeat;
  private final int loginReply;
  private final int failure;
  private final int resumeReply;
  private final int heartbeatReply;

  /// Creates an encoder for the packets of a game.
  ///
  /// @param catalog the game's packets, including the system packets
  public Frames(PacketCatalog catalog) {
    this.catalog = catalog;
    this.heartbeat = of(HeartbeatRequest.getDefaultInstance());
    this.loginReply = idOf(LoginReply.getDefaultInstance());
    this.failure = idOf(Failure.getDefaultInstance());
    this.resumeReply = idOf(ResumeReply.getDefaultInstance());
    this.heartbeatReply = idOf(HeartbeatReply.getDefaultInstance());
  }

  /// Encodes a packet to a valid frame.
  public byte[] of(Message message) {
    return of(idOf(message), message.toByteArray());
  }

  /// Encodes a frame with any id and body, which need not be valid.
  public byte[] of(int id, byte[] body) {
    int head = header().headerBytes();
    byte[] frame = new byte[head + body.length];
    header().write(frame, 0, id, body.length);
    System.arraycopy(body, 0, frame, head, body.length);
    return frame;
  }

  /// Returns the frame, repeated `count` times.
  public static byte[] times(int count, byte[] frame) {
    return joined(Collections.nCopies(count, frame));
  }

  /// Returns all frames, one after another.
  public static byte[] joined(List<byte[]> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /// Encodes a header without a body.
  ///
  /// @param size the frame size that the header announces, in bytes
  byte[] header(int size, int id) {
    byte[] head = new byte[header().headerBytes()];
    header().write(head, 0, id, size - head.length);
    return head;
  }

  byte[] heartbeat() {
    return heartbeat;
  }

  HeaderFormat header() {
    return catalog.header();
  }

  PacketCatalog catalog() {
    return catalog;
  }

  int idOf(Message message) {
    return catalog.kindOf(message).id();
  }

  boolean isLoginReply(int id) {
    return id == loginReply;
  }

  boolean isFailure(int id) {
    return id == failure;
  }

  boolean isResumeReply(int id) {
    return id == resumeReply;
  }

  boolean isHeartbeatReply(int id) {
    return id == heartbeatReply;
  }

  /// Returns the end of the frame that starts at the buffer's position; -1 when the header of the
  /// frame is incomplete. The end may lie beyond the bytes that have arrived.
  long endOf(ByteBuffer received) {
    return received.remaining() < header().headerBytes()
        ? -1
        : received.position() + header().readFrameBytes(received, received.position());
  }
}
