package dev.wharf.protocol;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.protocol.body.Scratch;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.catalog.Side;
import dev.wharf.protocol.util.Checks;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Encodes messages as frames in send buffers. Immutable, thread-safe.
///
/// A message is written once, into an array of the calling thread, and copied from this array into
/// a send buffer in one piece. The send buffer may be sent to any number of sessions.
public final class PacketEncoder {
  private final PacketCatalog catalog;
  private final Side sender;
  private final int maxFrameBytes;

  /// Creates an encoder for the packets that one side sends.
  ///
  /// @param catalog the packets of the game; those that only the other side may send are refused
  /// @param sender the side that sends the packets
  /// @param maxFrameBytes the largest frame to make, in bytes, header included: from the header's
  ///   length to [HeaderFormat#maxFrameBytes()]
  public PacketEncoder(PacketCatalog catalog, Side sender, int maxFrameBytes) {
    HeaderFormat header = catalog.header();
    this.catalog = catalog;
    this.sender = sender;
    this.maxFrameBytes =
        Checks.range("maxFrameBytes", maxFrameBytes, header.headerBytes(), header.maxFrameBytes());
  }

  PacketEncoder withMaxFrameBytes(int bytes) {
    return new PacketEncoder(catalog, sender, bytes);
  }

  Side sender() {
    return sender;
  }

  PacketCatalog catalog() {
    return catalog;
  }

  /// Encodes a message as one frame. The buffer is sealed. The caller owns the buffer, and must
  /// close it after sending.
  ///
  /// @throws IllegalArgumentException when the message is not a packet of the catalog, or when only
  ///   the other side may send it
  /// @throws FrameTooLargeException when the frame would be larger than the limit
  /// @throws BufferMemoryExhaustedException when the pool has no memory for the frame
  public SendBuffer encode(SendBufferPool pool, Message message) {
    return encode(pool, kindOf(message), message);
  }

  /// Encodes a body that is not protobuf, or is encoded already, as one frame. The catalog need not
  /// contain the id. The buffer is sealed. The caller owns the buffer, and must close it after
  /// sending.
  ///
  /// @throws IllegalArgumentException when the header's id field cannot hold `id`
  /// @throws FrameTooLargeException when the frame would be larger than the limit
  /// @throws BufferMemoryExhaustedException when the pool has no memory for the frame
  public SendBuffer encodeRaw(SendBufferPool pool, int id, byte[] body) {
    return encodeRaw(pool, id, body, body.length);
  }

  /// Encodes the first bytes of an array as one frame.
  SendBuffer encodeRaw(SendBufferPool pool, int id, byte[] body, int length) {
    Checks.range("id", id, 1, catalog.header().maxPacketId());
    if (frameBytes(length) > maxFrameBytes) {
      throw tooLarge("packet " + id, length);
    }
    int frameBytes = (int) frameBytes(length);
    byte[] frame = Scratch.current().bytes(frameBytes);
    int headerBytes = writeHeader(frame, id, length);
    System.arraycopy(body, 0, frame, headerBytes, length);
    return sealed(pool, frame, frameBytes);
  }

  /// Returns the kind of a message that this side may send.
  ///
  /// @throws IllegalArgumentException when the message is not a packet of the catalog, or when only
  ///   the other side may send it
  PacketKind kindOf(Message message) {
    PacketKind kind = catalog.kindOf(message);
    if (!kind.direction().leaves(sender)) {
      throw new IllegalArgumentException(
          kind + " is " + kind.direction() + ", the " + sender + " may not send it");
    }
    return kind;
  }

  SendBuffer encode(SendBufferPool pool, PacketKind kind, Message message) {
    int bodyBytes = message.getSerializedSize();
    if (frameBytes(bodyBytes) > maxFrameBytes) {
      throw tooLarge(kind.toString(), bodyBytes);
    }
    int frameBytes = (int) frameBytes(bodyBytes);
    byte[] frame = Scratch.current().bytes(frameBytes);
    int headerBytes = writeHeader(frame, kind.id(), bodyBytes);
    writeBody(message, frame, headerBytes, bodyBytes);
    return sealed(pool, frame, frameBytes);
  }

  private long frameBytes(int bodyBytes) {
    return (long) catalog.header().headerBytes() + bodyBytes;
  }

  private FrameTooLargeException tooLarge(String packet, int bodyBytes) {
    return new FrameTooLargeException(packet, frameBytes(bodyBytes), maxFrameBytes);
  }

  private int writeHeader(byte[] frame, int id, int bodyBytes) {
    catalog.header().write(frame, 0, id, bodyBytes);
    return catalog.header().headerBytes();
  }

  private static void writeBody(Message message, byte[] frame, int offset, int bodyBytes) {
    try {
      CodedOutputStream output = CodedOutputStream.newInstance(frame, offset, bodyBytes);
      message.writeTo(output);
      output.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to an array failed", e);
    }
  }

  private static SendBuffer sealed(SendBufferPool pool, byte[] frame, int frameBytes) {
    return pool.acquire(frameBytes).writeBytes(frame, 0, frameBytes).seal();
  }
}
