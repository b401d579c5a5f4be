package dev.wharf.transport.websocket;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.TransformationException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Makes both sides of connections, for tests.
final class Sockets {
  private Sockets() {}

  static ServerWebSocket server() {
    return new ServerWebSocket(EngineRuntime.system(), ServerWebSocketOptions.defaults());
  }

  static Wire client(int room) {
    return new Wire(new ClientWebSocket(EngineRuntime.system()).create(Wire.PEER), room);
  }

  /// Returns a client whose handshake is over.
  static Wire connectedClient() {
    Wire client = client(4096);
    Wire server = new Wire(server().create(Wire.PEER), 16);
    server.receive(client.output());
    client.receive(server.output());
    return client;
  }

  /// Sends one request to a server, and returns the answer.
  static String answer(ServerWebSocket server, String request, int piece) {
    Wire wire = new Wire(server.create(Wire.PEER), 16);
    wire.receive(request.getBytes(StandardCharsets.ISO_8859_1), piece);
    TransformationException failure = wire.failure;
    byte[] answer;
    if (failure == null) {
      answer = wire.output();
    } else {
      CloseReason reason = Objects.requireNonNull(failure.reason());
      wire.transformation.finish(reason);
      answer = wire.output();
    }
    return new String(answer, StandardCharsets.US_ASCII);
  }
}
