package dev.wharf.bench.server;

import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.game.proto.EchoProto;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.protocol.PacketOptions;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.RateLimit;
import dev.wharf.protocol.catalog.PacketCatalog;

/// Answers each `EchoRequest` with an `EchoReply`. Uses the same classes as the game server for the
/// catalog, the router and the encoder. The catalog has only the echo packets, and there is no
/// login and no rate limit.
final class ProtobufEcho {
  private ProtobufEcho() {}

  static SessionHandlerFactory sessions() {
    return PacketProtocol.of(router(), options()).sessions(PacketSession::new);
  }

  static PacketOptions options() {
    return PacketOptions.forServer()
        .withMaxFrameBytes(EchoServer.MAX_FRAME_BYTES, EchoServer.MAX_FRAME_BYTES)
        .withRateLimit(RateLimit.OFF);
  }

  private static PacketRouter<PacketSession> router() {
    return PacketRouter.<PacketSession>forServer(PacketCatalog.of(EchoProto.getDescriptor()))
        .on(EchoRequest.class, ProtobufEcho::echo)
        .build();
  }

  static void echo(PacketSession session, EchoRequest request) {
    session.send(
        EchoReply.newBuilder()
            .setSequence(request.getSequence())
            .setSentNanos(request.getSentNanos())
            .setPayload(request.getPayload()));
  }
}
