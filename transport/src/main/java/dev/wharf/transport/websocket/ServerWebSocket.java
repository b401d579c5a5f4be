package dev.wharf.transport.websocket;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import java.net.InetSocketAddress;

/// The WebSocket of a server (RFC 6455), so that browsers can connect: makes the transformation of
/// each connection. The sessions and their handlers see no difference to a plain connection.
///
/// **Handshake.** The client sends a request of HTTP/1.1, of at most 8,192 bytes, and names the
/// sub-protocol [#SUBPROTOCOL]. When a browser sends it, the page must come from an allowed site
/// ([Origins]). A request that is refused gets an HTTP error with the reason.
///
/// **Frames.** Packets travel in binary messages. The server sends messages that have whole
/// packets, one or more. From the client it accepts any binary messages, and reads their contents
/// as one stream of bytes. Fragments are accepted; text messages, extensions and compression are
/// not. Pings are answered. At the end, the server sends a close frame with a code for its close
/// reason.
///
/// **Why frames of our own.** Netty's codec for HTTP parses the handshake, once for each
/// connection. Its codec for frames would allocate, for each frame, a frame object and a buffer for
/// its payload, both on the way in and on the way out, and a list of decoded objects for each read.
/// The code here allocates nothing for a frame: it removes the mask while it copies the payload
/// from one buffer of the session into the other, which the session does anyway.
/// `FrameAllocationTest` counts.
///
/// Thread-safe.
public final class ServerWebSocket implements TransformationFactory {
  /// The name of the sub-protocol: frames of packets as docs/wire-protocol.md describes them.
  public static final String SUBPROTOCOL = "wharf.1";

  private final EngineRuntime runtime;
  private final ServerWebSocketOptions options;
  private final WebSocketCounters counters = new WebSocketCounters();

  /// Creates the factory of a server.
  public ServerWebSocket(EngineRuntime runtime, ServerWebSocketOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  @Override
  public Transformation create(InetSocketAddress remote) {
    FrameWriter writer = new FrameWriter(null);
    FrameReader reader =
        new FrameReader(true, options.maxMessageBytes(), writer, new FloodLimit(runtime), counters);
    return new WebSocketTransformation(
        new ServerHandshake(options.origins(), counters), reader, writer, counters);
  }

  /// Returns the counts of handshakes and failures.
  public WebSocketCounters counters() {
    return counters;
  }
}
