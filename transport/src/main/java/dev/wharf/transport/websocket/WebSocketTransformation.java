package dev.wharf.transport.websocket;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;

/// The WebSocket of one connection, of a server or a client.
///
/// **Memory.** An idle connection holds this object and its parts, about 500 bytes.
final class WebSocketTransformation implements Transformation {
  /// The size of one write. Larger packets take several fragments.
  private static final int SEND_BYTES = 4096;

  private final Handshake handshake;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final WebSocketCounters counters;
  private boolean isEstablished;
  private boolean hasFailed;

  WebSocketTransformation(
      Handshake handshake, FrameReader reader, FrameWriter writer, WebSocketCounters counters) {
    this.handshake = handshake;
    this.reader = reader;
    this.writer = writer;
    this.counters = counters;
  }

  @Override
  public int receiveBytes() {
    return HttpHead.MAX_BYTES;
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
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    try {
      if (isEstablished) {
        reader.read(received, plain);
      } else if (received.hasRemaining() && handshake.receive(received)) {
        isEstablished = true;
        counters.countHandshake();
      }
    } catch (TransformationException e) {
      hasFailed = true;
      throw e;
    }
  }

  @Override
  public boolean isPeerFinished() {
    return reader.isClosed();
  }

  @Override
  public boolean hasOutput() {
    return handshake.hasOutput() || writer.hasOutput();
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) {
    if (handshake.send(out)) {
      writer.write(packets, count, out);
    }
  }

  /// Prepares the close frame: the answer to the peer's, or one with the reason. There is none
  /// before the end of the handshake.
  @Override
  public void finish(CloseReason reason) {
    if (!isEstablished) {
      return;
    }
    if (reader.isClosed()) {
      writer.close(reader.closeCode(), "");
    } else {
      writer.close(CloseCodes.of(reason), reason.name());
    }
  }

  @Override
  public void close() {
    if (!isEstablished && !hasFailed) {
      counters.count(WebSocketFailure.UNFINISHED);
    }
  }
}
