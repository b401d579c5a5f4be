package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// What a [PacketSession] hangs on: its connection in the engine, and its protocol. A game passes
/// it on to the constructor of [PacketSession], and has no other use for it.
public abstract class PacketLink {
  private final PacketRouter<?> router;

  /// Replaced by the worker that receives, read by any thread that sends.
  private volatile PacketEncoder encoder;

  private final @Nullable PacketListener listener;

  PacketLink(PacketRouter<?> router, PacketEncoder encoder, @Nullable PacketListener listener) {
    this.router = router;
    this.encoder = encoder;
    this.listener = listener;
  }

  final PacketRouter<?> router() {
    return router;
  }

  final PacketEncoder encoder() {
    return encoder;
  }

  /// Changes the largest frames of this connection.
  void limitFrames(int received, int sent) {
    encoder = encoder.withMaxFrameBytes(sent);
  }

  /// Who is told of packets, or null.
  final @Nullable PacketListener listener() {
    return listener;
  }

  /// Sends a packet whose id is known, and has it told.
  final SendResult send(int packetId, SendBuffer packet, SendPolicy policy) {
    SendResult result = send(packet, policy);
    if (listener != null && result == SendResult.QUEUED) {
      listener.onQueued(packetId, packet.size());
    }
    return result;
  }

  /// The engine's session.
  abstract Session session();

  abstract long id();

  abstract InetSocketAddress remoteAddress();

  /// Whether packets are received and sent; false for good once the session has begun to close.
  abstract boolean isOpen();

  abstract long nanoTime();

  abstract SendBufferPool sendBuffers();

  abstract SendResult send(SendBuffer packet, SendPolicy policy);

  /// Counts and logs what a handler threw.
  ///
  /// @return the reason to end the session with
  abstract CloseReason handlerFailed(String handler, Throwable thrown);

  abstract void close(CloseReason reason, String detail);

  abstract void closeAfterFlush(CloseReason reason, String detail);

  /// A link to a session of the engine.
  static final class ToEngine extends PacketLink {
    private final Session session;

    ToEngine(
        PacketRouter<?> router,
        PacketEncoder encoder,
        @Nullable PacketListener listener,
        Session session) {
      super(router, encoder, listener);
      this.session = session;
    }

    @Override
    Session session() {
      return session;
    }

    @Override
    long id() {
      return session.id();
    }

    @Override
    InetSocketAddress remoteAddress() {
      return session.remoteAddress();
    }

    @Override
    boolean isOpen() {
      return switch (session.state()) {
        case CONNECTED -> true;
        case CONNECTING, CLOSING, CLOSED -> false;
      };
    }

    @Override
    long nanoTime() {
      return session.nanoTime();
    }

    @Override
    SendBufferPool sendBuffers() {
      return session.sendBuffers();
    }

    @Override
    SendResult send(SendBuffer packet, SendPolicy policy) {
      return session.send(packet, policy);
    }

    @Override
    CloseReason handlerFailed(String handler, Throwable thrown) {
      return session.handlerFailed(handler, thrown);
    }

    @Override
    void limitFrames(int received, int sent) {
      super.limitFrames(received, sent);
      session.limitReceiveBuffer(received);
    }

    @Override
    void close(CloseReason reason, String detail) {
      session.close(reason, detail);
    }

    @Override
    void closeAfterFlush(CloseReason reason, String detail) {
      session.closeAfterFlush(reason, detail);
    }
  }
}
