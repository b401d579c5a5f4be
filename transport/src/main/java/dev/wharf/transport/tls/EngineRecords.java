package dev.wharf.transport.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The records of a connection by the JDK's engine.
final class EngineRecords implements RecordLayer {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;

  /// Decrypted bytes that there was no room for; null when there are none.
  private @Nullable ByteBuffer kept;

  /// Whether the engine has bytes to send, such as the answer to a key update.
  private boolean wantsWrap;

  EngineRecords(SSLEngine engine) {
    this.engine = engine;
  }

  @Override
  public ByteBuffer first() {
    return NOTHING.duplicate();
  }

  @Override
  public void decrypt(ByteBuffer record, ByteBuffer plain) throws SSLException {
    if (kept != null) {
      Scratch.move(kept, plain);
      kept = kept.hasRemaining() ? kept : null;
      return;
    }
    ByteBuffer scratch = Scratch.get();
    SSLEngineResult result = engine.unwrap(record, plain);
    boolean fits = result.getStatus() != Status.BUFFER_OVERFLOW;
    check(fits ? result : engine.unwrap(record, scratch));
    if (!fits) {
      Scratch.move(scratch.flip(), plain);
      kept = Scratch.joined(null, scratch);
    }
  }

  private void check(SSLEngineResult result) throws SSLException {
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      throw new SSLException("renegotiation is not allowed");
    }
    if (result.getStatus() == Status.BUFFER_UNDERFLOW
        || result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("the record has no valid length");
    }
    wantsWrap |=
        result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isInboundDone();
  }

  @Override
  public boolean hasKept() {
    return kept != null;
  }

  /// With TLS 1.2, the engine ends its own side together with that of the peer.
  @Override
  public boolean mayEndSending(ByteBuffer record) {
    return Records.mayBeAlert(record);
  }

  @Override
  public boolean isPeerFinished() {
    return engine.isInboundDone();
  }

  @Override
  public boolean hasOutput() {
    return wantsWrap;
  }

  @Override
  public void encrypt(ByteBuffer packet, ByteBuffer out) throws SSLException {
    int limit = packet.limit();
    int length = Math.min(packet.remaining(), out.remaining() - OVERHEAD);
    packet.limit(packet.position() + length);
    try {
      SSLEngineResult result = wrap(packet, out);
      wantsWrap =
          result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && result.bytesProduced() > 0;
      if (length > 0 && result.bytesProduced() == 0) {
        throw new SSLException("the engine is closed");
      }
    } finally {
      packet.limit(limit);
    }
  }

  /// Wraps into memory of its own, because the engine demands room for the largest record.
  private SSLEngineResult wrap(ByteBuffer packet, ByteBuffer out) throws SSLException {
    ByteBuffer scratch = Scratch.get();
    SSLEngineResult result = engine.wrap(packet, scratch);
    out.put(scratch.flip());
    return result;
  }

  @Override
  public void end(ByteBuffer out) throws SSLException {
    engine.closeOutbound();
    boolean moves = true;
    while (moves && !engine.isOutboundDone() && out.remaining() >= OVERHEAD) {
      moves = wrap(NOTHING.duplicate(), out).bytesProduced() > 0;
    }
  }

  @Override
  public ByteBuffer alert() {
    ByteBuffer scratch = Scratch.get();
    try {
      SSLEngineResult _ = engine.wrap(NOTHING.duplicate(), scratch);
    } catch (SSLException | RuntimeException e) {
      // The engine has failed for good, and has no alert.
    }
    return scratch.flip();
  }
}
