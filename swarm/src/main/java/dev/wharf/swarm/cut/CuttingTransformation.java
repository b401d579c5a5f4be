package dev.wharf.swarm.cut;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import dev.wharf.swarm.cut.Cut.Direction;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Passes all bytes of a client's session unchanged, until the session's [Cut] ends the connection:
/// by closing it, or with a reset. The session ends with [CloseReason#IO_ERROR].
public final class CuttingTransformation implements Transformation {
  private static final int BYTES = 8192;

  private final Cuts cuts;

  /// The cut of this connection; null when there is none. Any thread sets it; the methods of
  /// [Transformation] read it.
  private volatile @Nullable Cut cut;

  private boolean isCut;

  /// Creates a transformation that passes all bytes.
  ///
  /// @param cuts counts the cuts, and stops them
  public CuttingTransformation(Cuts cuts) {
    this.cuts = cuts;
  }

  /// Sets the cut that ends the connection; null for none.
  public void setCut(@Nullable Cut next) {
    cut = next;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    int wanted = Math.min(received.remaining(), plain.remaining());
    int passed = passed(Direction.TO_CLIENT, wanted);
    move(received, plain, passed);
    // After some bytes have passed, the session calls this method again, also without bytes.
    boolean isLast = wanted == 0 && !cuts.isStopped() && isOver();
    if (passed == 0 && (wanted > 0 || isLast)) {
      throw cutNow();
    }
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    boolean isBlocked = false;
    for (int i = 0; i < count && out.hasRemaining() && !isBlocked; i++) {
      int wanted = Math.min(packets[i].remaining(), out.remaining());
      int passed = passed(Direction.TO_SERVER, wanted);
      move(packets[i], out, passed);
      isBlocked = passed < wanted;
    }
    // The bytes that have passed are written first. The session calls this method again for the
    // remaining bytes.
    if (isBlocked && out.position() == 0) {
      throw cutNow();
    }
  }

  private int passed(Direction way, int bytes) {
    Cut present = cut;
    return present == null || cuts.isStopped() ? bytes : present.pass(way, bytes, cuts.now());
  }

  private boolean isOver() {
    Cut present = cut;
    return present != null && present.isOver();
  }

  private TransformationException cutNow() {
    if (!isCut) {
      isCut = true;
      cuts.cut();
    }
    Cut present = cut;
    return present != null && present.isReset()
        ? TransformationException.resetting(CloseReason.IO_ERROR, "cut with a reset")
        : new TransformationException(CloseReason.IO_ERROR, "cut");
  }

  private static void move(ByteBuffer from, ByteBuffer to, int bytes) {
    if (bytes > 0) {
      to.put(from.slice(from.position(), bytes));
      from.position(from.position() + bytes);
    }
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
