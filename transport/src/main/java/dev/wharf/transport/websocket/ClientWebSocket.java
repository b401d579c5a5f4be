package dev.wharf.transport.websocket;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/// The WebSocket of a client: makes the transformation of each connection to a [ServerWebSocket].
///
/// Frames are masked, as RFC 6455 demands. The masks are random, but not secret. RFC 6455 demands
/// secret masks to keep scripts of web pages from choosing the bytes on the wire; this client runs
/// no such scripts.
///
/// Thread-safe.
public final class ClientWebSocket implements TransformationFactory {
  /// The largest message of a server: the largest packet, with room to spare.
  private static final int MAX_MESSAGE_BYTES = 32 << 20;

  private final EngineRuntime runtime;
  private final WebSocketCounters counters = new WebSocketCounters();

  /// Creates the factory of a client.
  public ClientWebSocket(EngineRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public Transformation create(InetSocketAddress remote) {
    RandomGenerator random = runtime.newRandom();
    FrameWriter writer = new FrameWriter(random);
    FrameReader reader =
        new FrameReader(false, MAX_MESSAGE_BYTES, writer, new FloodLimit(runtime), counters);
    return new WebSocketTransformation(
        new ClientHandshake(remote, random, counters), reader, writer, counters);
  }

  /// Returns the counts of handshakes and failures.
  public WebSocketCounters counters() {
    return counters;
  }
}
