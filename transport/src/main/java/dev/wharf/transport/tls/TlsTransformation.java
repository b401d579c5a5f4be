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
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS for one connection.
///
/// **Received records.** A record is decrypted when it is complete, straight into the session's
/// receive buffer when the record fits. After the handshake, the [RecordLayer] does this.
///
/// **The handshake** consists of steps, one for each received record. A step computes with keys, so
/// it runs on [TlsPeer#handshakes()]. It encrypts the answer at once, into [#own], from where
/// [#send] takes the answer. The exception is the first message of a client: it takes about 0.2 ms
/// of CPU with BoringSSL, and the session asks for it when it wants to send. A client makes one for
/// each connection, so this delays its worker little.
///
/// **The end.** Some implementations cannot send any more when they have decrypted the peer's
/// `close_notify`. There, a record that may be an alert waits until all queued packets are sent
/// ([#awaitsSend()]).
///
/// **Memory.** An idle connection holds this object and its engine, and no buffer.
final class TlsTransformation implements Transformation {
  /// The size of one write. Larger packets take several writes, with a record each.
  private static final int SEND_BYTES = 4096;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final SSLEngine engine;

  /// Whether the engine is BoringSSL's.
  private final boolean isNative;

  private final TlsPeer peer;

  /// The time of the wall clock when the connection was made, in milliseconds.
  private final long madeAt;

  /// Bytes of handshakes and alerts to send; null when there are none.
  private @Nullable ByteBuffer own;

  /// The connection after its handshake; null before.
  private @Nullable RecordLayer records;

  /// Whether the first message of this client is still to be made.
  private boolean begins;

  /// Whether the first record of the peer has been handled.
  private boolean hasBegun;

  /// Whether the next record must be handled on the executor of handshakes.
  private boolean wantsExecutor;

  private boolean awaitsSend;
  private boolean isEstablished;
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
  public int sendBytes(long bytes, int count) {
    boolean hasPackets = isEstablished && count > 0 && !hasOutput();
    return hasPackets
        ? (int) Math.min(SEND_BYTES, bytes + (long) count * RecordLayer.OVERHEAD)
        : SEND_BYTES;
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
    RecordLayer layer = records;
    return layer != null && !hasFailed && layer.isPeerFinished() && !layer.hasKept();
  }

  @Override
  public boolean hasOutput() {
    return own != null
        || begins
        || (!hasFailed && (finishes || (records != null && records.hasOutput())));
  }

  // ---- receiving

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    RecordLayer layer = records;
    if (layer != null && layer.hasKept()) {
      decrypt(layer, received, plain);
      return;
    }
    if (!hasRecord(received)) {
      return;
    }
    int end = received.position() + Records.HEADER + Records.contentLength(received);
    int limit = received.limit();
    received.limit(end);
    try {
      if (layer == null) {
        receiveHandshake(received);
      } else if (!awaitsSend && layer.mayEndSending(received)) {
        awaitsSend = true;
      } else {
        awaitsSend = false;
        decrypt(layer, received, plain);
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
      takeOver();
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
          establish();
          status = engine.getHandshakeStatus();
        }
        default -> {
          if (status == HandshakeStatus.NOT_HANDSHAKING) {
            establish();
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

  private void establish() {
    if (isEstablished) {
      return;
    }
    isEstablished = true;
    peer.counters().countHandshake(TlsContext.isResumed(engine, madeAt));
  }

  private void takeOver() {
    if (isEstablished) {
      RecordLayer layer = TlsContext.records(engine);
      sendLater(layer.first());
      records = layer;
    }
  }

  private void decrypt(RecordLayer layer, ByteBuffer record, ByteBuffer plain)
      throws TransformationException {
    try {
      layer.decrypt(record, plain);
    } catch (SSLException | RuntimeException e) {
      sendLater(layer.alert());
      throw failed(Failures.afterHandshake(e));
    }
  }

  @Override
  public void receiveEnd() throws TransformationException {
    if (records != null && !hasFailed && !records.isPeerFinished()) {
      peer.counters().count(TlsFailure.TRUNCATED);
      throw new TransformationException(
          TlsCloseReasons.TLS_TRUNCATED, "the peer closed its side without close_notify");
    }
  }

  // ---- failures

  /// Puts the engine's alert into [#own], if the engine has one.
  private void sendAlert(ByteBuffer scratch) {
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
      RecordLayer layer = records;
      if (sendOwn(out) && layer != null && !hasFailed && sendPackets(layer, packets, count, out)) {
        sendEnd(layer, out);
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
      Scratch.move(bytes, out);
      own = bytes.hasRemaining() ? bytes : null;
    }
    return own == null;
  }

  /// Encrypts packets. One record has what one buffer holds: the send queue has put small packets
  /// into one buffer before.
  ///
  /// @return whether all are encrypted
  private static boolean sendPackets(
      RecordLayer layer, ByteBuffer[] packets, int count, ByteBuffer out) throws SSLException {
    while (layer.hasOutput()) {
      if (out.remaining() <= RecordLayer.OVERHEAD) {
        return false;
      }
      layer.encrypt(NOTHING.duplicate(), out);
    }
    for (int i = 0; i < count; i++) {
      while (packets[i].hasRemaining()) {
        if (out.remaining() <= RecordLayer.OVERHEAD) {
          return false;
        }
        layer.encrypt(packets[i], out);
      }
    }
    return true;
  }

  private void sendEnd(RecordLayer layer, ByteBuffer out) throws SSLException {
    if (finishes && out.remaining() >= RecordLayer.OVERHEAD) {
      finishes = false;
      layer.end(out);
    }
  }

  private void sendLater(ByteBuffer bytes) {
    own = Scratch.joined(own, bytes);
  }

  @Override
  public void finish(CloseReason reason) {
    finishes = records != null && !hasFailed;
  }

  @Override
  public void close() {
    if (!isEstablished && !hasFailed) {
      peer.counters().count(TlsFailure.UNFINISHED);
    }
    ReferenceCountUtil.release(engine);
  }
}
