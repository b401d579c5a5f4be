package dev.wharf.client;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;

/// Passes a number of bytes in one direction, and then breaks the connection.
final class Cut implements Transformation {
  private static final int BYTES = 4096;

  private final Kind kind;
  private int left;

  /// How the connection breaks.
  enum Kind {
    /// The bytes that the client sends stop, and the client closes the connection.
    OUT,
    /// The bytes that the client receives stop, and the client closes the connection.
    IN,
    /// The bytes that the client sends are lost. No side is told.
    OUT_SILENT,
    /// The bytes that the client receives are lost. No side is told.
    IN_SILENT
  }

  Cut(Kind kind, int bytes) {
    this.kind = kind;
    this.left = bytes;
  }

  static Cut never() {
    return new Cut(Kind.OUT, Integer.MAX_VALUE);
  }

  @Override
  public int receiveBytes() {
    return BYTES;
  }

  @Override
  public int sendBytes() {
    return BYTES;
  }

  @Override
  public boolean isEstablished() {
    return true;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    boolean isCut = kind == Kind.IN || kind == Kind.IN_SILENT;
    if (isCut && left == 0 && received.hasRemaining()) {
      lose(received, kind == Kind.IN);
    } else {
      pass(received, plain, isCut);
    }
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    boolean isCut = kind == Kind.OUT || kind == Kind.OUT_SILENT;
    for (int i = 0; i < count; i++) {
      if (isCut && left == 0) {
        lose(packets[i], kind == Kind.OUT && out.position() == 0);
      } else {
        pass(packets[i], out, isCut);
      }
    }
  }

  private static void lose(ByteBuffer bytes, boolean breaks) throws TransformationException {
    if (breaks) {
      throw new TransformationException(CloseReason.IO_ERROR, "cut");
    }
    bytes.position(bytes.limit());
  }

  private void pass(ByteBuffer from, ByteBuffer to, boolean isCut) {
    int most = Math.min(from.remaining(), to.remaining());
    int length = isCut ? Math.min(most, left) : most;
    to.put(from.slice(from.position(), length));
    from.position(from.position() + length);
    if (isCut) {
      left -= length;
    }
  }

  @Override
  public boolean isPeerFinished() {
    return false;
  }

  @Override
  public boolean hasOutput() {
    return false;
  }

  @Override
  public void finish(CloseReason reason) {}
}
