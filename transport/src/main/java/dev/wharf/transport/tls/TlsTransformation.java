package dev.wharf.transport.tls;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS for one connection.
///
/// **Received records.** A record is decrypted when it is complete, straight into the session's
/// receive buffer when the record fits. Otherwise it is decrypted into the worker's [Scratch], and
/// what does not fit waits in [#kept].
///
/// **The handshake** consists of steps, one for each received record. A step computes with keys, so
/// it runs on [TlsPeer#handshakes()]. It encrypts the answer at once, into [#own], from where
/// [#send] takes the answer. The exception is the first message of a client: it takes about 0.2 ms
/// of CPU with BoringSSL, and the session asks for it when it wants to send. A client makes one for
/// each connection, so this delays its worker little.
///
/// **The end.** BoringSSL's engine cannot send any more when it has decrypted the peer's
/// `close_notify`. So a record that may be an alert waits until all queued packets are sent
/// ([#awaitsSend()]).
///
/// **Memory.** An idle connection holds this object and its engine, and no buffer.
final class TlsTransformation implements Transformation {
  /// The size of one write. Larger packets take several writes, with a record each.
  private static final int SEND_BYTES = 4096;

  /// The least room for a record: its content, and more than the header, nonce, padding and tag of
  /// any cipher.
  private static final int RECORD_OVERHEAD = 128;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final SSLEngine engine;

  /// Whether the engine is BoringSSL's.
  private final boolean isNative;

  private final TlsPeer peer;

  /// The time of the wall clock when the connection was made, in milliseconds.
  private final long madeAt;

  /// Bytes of handshakes and alerts to send; null when there are none.
  private @Nullable ByteBuffer own;

  /// Decrypted bytes that the session's receive buffer had no room for; null when there are none.
  private @Nullable ByteBuffer kept;

  /// Whether the first message of this client is still to be made.
  private boolean begins;

  /// Whether the first record of the peer has been handled.
  private boolean hasBegun;

  /// Whether the next record must be handled on the executor of handshakes.
  private boolean wantsExecutor;

  private boolean awaitsSend;
  private boolean isEstablished;

  /// Whether the engine has bytes to send after the handshake, such as the answer to a key update.
  private boolean wantsWrap;

  private boolean finishes;
  private boolean hasFailed;

  /// Creates the transformation of one connection. It releases the engine in [#close()].
  ///
  /// @param madeAt the time of the wall clock, in milliseconds
  TlsTransformation(SSLEngine engine, TlsPeer peer, long madeAt) {
    this.engine = engine;
    this.isNative = TlsContext.isNative(engine);
    this.peer = peer;
    this.madeAt = madeAt;
    this.begins = engine.getUseClientMode();
  }

  @Override
  public int receiveBytes() {
    return Records.HEADER + Records.MAX_CONTENT;
  }

  @Override
  public int sendBytes() {
    return SEND_BYTES;
  }

  @Override
  public boolean isEstablished() {
    return isEstablished;
  }

  @Override
  public @Nullable Executor executor() {
    return wantsExecutor ? peer.handshakes() : null;
  }

  @Override
  public boolean awaitsSend() {
    return awaitsSend;
  }

  @Override
  public boolean isPeerFinished() {
    return isEstablished && !hasFailed && engine.isInboundDone() && kept == null;
  }

  @Override
  public boolean hasOutput() {
    return own != null || begins || wantsWrap || (finishes && !engine.isOutboundDone());
  }

  // ---- receiving

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    if (kept != null) {
      move(kept, plain);
      kept = kept.hasRemaining() ? kept : null;
      return;
    }
    if (!hasRecord(received)) {
      return;
    }
    int begin = received.position();
    int end = begin + Records.HEADER + Records.contentLength(received);
    int limit = received.limit();
    received.limit(end);
    try {
      if (!isEstablished) {
        receiveHandshake(received);
      } else if (!awaitsSend && Records.mayBeAlert(received)) {
        awaitsSend = true;
      } else {
        awaitsSend = false;
        decrypt(received, plain);
      }
    } finally {
      received.limit(limit);
    }
  }

  /// Returns whether the bytes begin with a whole record.
  private boolean hasRecord(ByteBuffer received) throws TransformationException {
    if (isEstablished ? !Records.mayBegin(received) : !Records.mayBeginConnection(received)) {
      checkFirst(received);
    }
    if (received.remaining() < Records.HEADER) {
      return false;
    }
    int content = Records.contentLength(received);
    if (content > Records.MAX_CONTENT) {
      throw failed(
          new Failures(
              TlsFailure.RECORD_TOO_LARGE,
              isEstablished ? TlsCloseReasons.TLS_BROKEN : TlsCloseReasons.TLS_HANDSHAKE_FAILED,
              "a record of " + content + " bytes; the largest has " + Records.MAX_CONTENT));
    }
    return received.remaining() >= Records.HEADER + content;
  }

  /// Ends a connection whose bytes are no record. In the handshake, records of other types may
  /// follow the first one.
  private void checkFirst(ByteBuffer received) throws TransformationException {
    if (isEstablished) {
      throw failed(
          new Failures(
              TlsFailure.BAD_RECORD, TlsCloseReasons.TLS_BROKEN, "bytes that are no record"));
    }
    if (!hasBegun || !Records.mayBegin(received)) {
      throw failed(
          new Failures(
              TlsFailure.NOT_TLS,
              TlsCloseReasons.NOT_TLS,
              engine.getUseClientMode()
                  ? "the server does not speak TLS on this port"
                  : "the client does not speak TLS: this port is for TLS only"));
    }
  }

  private void receiveHandshake(ByteBuffer record) throws TransformationException {
    if (!wantsExecutor && !Records.isChangeCipherSpec(record)) {
      wantsExecutor = true;
      return;
    }
    wantsExecutor = false;
    hasBegun = true;
    ByteBuffer scratch = Scratch.get();
    try {
      takeHandshake(record, scratch);
    } catch (SSLException | RuntimeException e) {
      sendAlert(scratch);
      throw failed(Failures.ofHandshake(e));
    }
  }

  private void takeHandshake(ByteBuffer record, ByteBuffer scratch) throws SSLException {
    boolean progress = true;
    while (record.hasRemaining() && progress) {
      int before = record.position();
      SSLEngineResult result = engine.unwrap(record, scratch.clear());
      keep(scratch.flip());
      boolean moved = advance(result.getHandshakeStatus(), scratch);
      progress = moved || record.position() > before;
    }
    if (isNative && !isEstablished && !record.hasRemaining()) {
      // BoringSSL's engine notices the end of a handshake in the next call.
      boolean _ = advance(HandshakeStatus.NEED_WRAP, scratch);
    }
    if (record.hasRemaining()) {
      throw new SSLException("the record ends the handshake too early");
    }
    if (engine.isInboundDone()) {
      throw new SSLException("alert close_notify");
    }
  }

  /// Does what the engine wants before it takes further bytes.
  ///
  /// @return whether the engine did something
  private boolean advance(HandshakeStatus first, ByteBuffer scratch) throws SSLException {
    HandshakeStatus status = first;
    boolean moved = false;
    while (true) {
      switch (status) {
        case NEED_TASK -> {
          runTasks();
          status = engine.getHandshakeStatus();
        }
        case NEED_WRAP -> {
          SSLEngineResult result = engine.wrap(NOTHING.duplicate(), scratch.clear());
          sendLater(scratch.flip());
          status = result.getHandshakeStatus();
          if (result.bytesProduced() == 0 && status == HandshakeStatus.NEED_WRAP) {
            return moved;
          }
        }
        case FINISHED -> {
          establish(scratch);
          status = engine.getHandshakeStatus();
        }
        default -> {
          if (status == HandshakeStatus.NOT_HANDSHAKING) {
            establish(scratch);
          }
          return moved;
        }
      }
      moved = true;
    }
  }

  private void runTasks() {
    Runnable task;
    while ((task = engine.getDelegatedTask()) != null) {
      task.run();
    }
  }

  private void establish(ByteBuffer scratch) throws SSLException {
    if (isEstablished) {
      return;
    }
    isEstablished = true;
    peer.counters().countHandshake(TlsContext.isResumed(engine, madeAt));
    if (isNative) {
      // BoringSSL's engine does not report that it has session tickets to send.
      boolean _ = engine.wrap(NOTHING.duplicate(), scratch.clear()).bytesProduced() > 0;
      sendLater(scratch.flip());
    }
  }

  private void decrypt(ByteBuffer record, ByteBuffer plain) throws TransformationException {
    int content = record.remaining() - Records.HEADER;
    boolean fits = plain.remaining() >= content;
    ByteBuffer target = fits ? plain : Scratch.get();
    try {
      SSLEngineResult result = engine.unwrap(record, target);
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        fits = false;
        target = Scratch.get();
        result = engine.unwrap(record, target);
      }
      check(result, content);
    } catch (SSLException | RuntimeException e) {
      sendAlert(Scratch.get());
      throw failed(Failures.afterHandshake(e));
    }
    if (!fits) {
      move(target.flip(), plain);
      keep(target);
    }
  }

  private void check(SSLEngineResult result, int content) throws SSLException {
    HandshakeStatus status = result.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      throw new SSLException("renegotiation is not allowed");
    }
    if (result.getStatus() == Status.BUFFER_UNDERFLOW
        || result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("the record has no valid length");
    }
    if (status == HandshakeStatus.NEED_WRAP && !engine.isInboundDone()) {
      wantsWrap = true;
      if (isNative && !Records.mayBeKeyUpdate(content)) {
        // BoringSSL's engine reports some broken records only by the alert that it wants to send.
        throw new SSLException("the record cannot be decrypted");
      }
    }
  }

  /// Moves as many bytes as there is room for.
  private static void move(ByteBuffer from, ByteBuffer to) {
    int length = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), length);
    to.position(to.position() + length);
    from.position(from.position() + length);
  }

  private void keep(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      kept = joined(kept, bytes);
    }
  }

  @Override
  public void receiveEnd() throws TransformationException {
    if (isEstablished && !hasFailed && !engine.isInboundDone()) {
      peer.counters().count(TlsFailure.TRUNCATED);
      throw new TransformationException(
          TlsCloseReasons.TLS_TRUNCATED, "the peer closed its side without close_notify");
    }
  }

  // ---- failures

  /// Puts the engine's alert into [#own], if the engine has one.
  private void sendAlert(ByteBuffer scratch) {
    wantsWrap = false;
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(NOTHING.duplicate(), scratch.clear());
        sendLater(scratch.flip());
      } while (result.bytesProduced() > 0);
    } catch (SSLException | RuntimeException e) {
      // The engine has failed for good, and has no further bytes.
    }
  }

  private TransformationException failed(Failures failure) {
    hasFailed = true;
    peer.counters().count(failure.kind());
    return new TransformationException(failure.reason(), failure.detail());
  }

  // ---- sending

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    try {
      if (begins) {
        begin();
      }
      if (sendOwn(out) && !hasFailed && sendWrapped(out) && sendPackets(packets, count, out)) {
        sendEnd(out);
      }
    } catch (SSLException e) {
      throw failed(isEstablished ? Failures.afterHandshake(e) : Failures.ofHandshake(e));
    }
  }

  /// Makes the first message of a client.
  private void begin() throws SSLException {
    begins = false;
    engine.beginHandshake();
    boolean _ = advance(engine.getHandshakeStatus(), Scratch.get());
  }

  /// Sends handshakes and alerts that are made already.
  ///
  /// @return whether all are sent
  private boolean sendOwn(ByteBuffer out) {
    ByteBuffer bytes = own;
    if (bytes != null) {
      move(bytes, out);
      own = bytes.hasRemaining() ? bytes : null;
    }
    return own == null;
  }

  private boolean sendWrapped(ByteBuffer out) throws SSLException {
    while (wantsWrap) {
      if (out.remaining() < RECORD_OVERHEAD) {
        return false;
      }
      SSLEngineResult result = encrypt(NOTHING.duplicate(), out);
      wantsWrap =
          result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && result.bytesProduced() > 0;
    }
    return true;
  }

  /// Encrypts packets. One record has what one buffer holds: the send queue has put small packets
  /// into one buffer before.
  ///
  /// @return whether all are encrypted
  private boolean sendPackets(ByteBuffer[] packets, int count, ByteBuffer out) throws SSLException {
    for (int i = 0; i < count; i++) {
      ByteBuffer packet = packets[i];
      while (packet.hasRemaining()) {
        int room = out.remaining() - RECORD_OVERHEAD;
        if (room <= 0) {
          return false;
        }
        int limit = packet.limit();
        packet.limit(packet.position() + Math.min(packet.remaining(), room));
        SSLEngineResult result;
        try {
          result = encrypt(packet, out);
        } finally {
          packet.limit(limit);
        }
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
          throw new SSLException("the engine is closed");
        }
      }
    }
    return true;
  }

  private SSLEngineResult encrypt(ByteBuffer from, ByteBuffer out) throws SSLException {
    if (isNative) {
      return engine.wrap(from, out);
    }
    // The JDK's engine demands room for the largest record.
    ByteBuffer scratch = Scratch.get();
    SSLEngineResult result = engine.wrap(from, scratch);
    out.put(scratch.flip());
    return result;
  }

  private void sendEnd(ByteBuffer out) throws SSLException {
    if (!finishes || out.remaining() < RECORD_OVERHEAD) {
      return;
    }
    engine.closeOutbound();
    SSLEngineResult result;
    do {
      result = encrypt(NOTHING.duplicate(), out);
    } while (!engine.isOutboundDone()
        && result.bytesProduced() > 0
        && out.remaining() >= RECORD_OVERHEAD);
    if (result.bytesProduced() == 0) {
      finishes = false;
    }
  }

  private void sendLater(ByteBuffer bytes) {
    if (bytes.hasRemaining()) {
      own = joined(own, bytes);
    }
  }

  private static ByteBuffer joined(@Nullable ByteBuffer first, ByteBuffer second) {
    int before = first == null ? 0 : first.remaining();
    ByteBuffer both = ByteBuffer.allocate(before + second.remaining());
    if (first != null) {
      both.put(first);
    }
    return both.put(second).flip();
  }

  @Override
  public void finish(CloseReason reason) {
    finishes = isEstablished && !hasFailed;
  }

  @Override
  public void close() {
    if (!isEstablished && !hasFailed) {
      peer.counters().count(TlsFailure.UNFINISHED);
    }
    ReferenceCountUtil.release(engine);
  }
}
