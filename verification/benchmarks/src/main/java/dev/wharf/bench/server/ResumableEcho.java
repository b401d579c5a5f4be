package dev.wharf.bench.server;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.game.proto.EchoProto;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.SystemProto;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;

/// Does what [ProtobufEcho] does, in sessions that can be resumed: each reply is kept until the
/// peer acknowledges it. A session is resumable from its beginning, without a login. It ends when
/// it has lost its connection.
final class ResumableEcho extends PacketSession {
  private static final int MOST_PACKETS = 1024;
  private static final int MOST_BYTES = 256 << 10;
  private static final long MOST_TOTAL_BYTES = 1L << 30;

  private final ResumeOptions options;

  private ResumableEcho(PacketLink link, ResumeOptions options) {
    super(link);
    this.options = options;
  }

  static SessionHandlerFactory sessions() {
    ResumeOptions options =
        new ResumeOptions(
            ForkJoinPool.commonPool(),
            MOST_PACKETS,
            MOST_BYTES,
            ResumeOptions.ACKNOWLEDGE_EVERY,
            new ResumeTotals(MOST_TOTAL_BYTES),
            Set.of());
    return PacketProtocol.of(router(), ProtobufEcho.options())
        .sessions(link -> new ResumableEcho(link, options));
  }

  private static PacketRouter<ResumableEcho> router() {
    return PacketRouter.<ResumableEcho>forServer(
            PacketCatalog.of(EchoProto.getDescriptor(), SystemProto.getDescriptor()))
        .on(EchoRequest.class, ProtobufEcho::echo)
        .on(LoginRequest.class, (_, _) -> {})
        .on(HeartbeatRequest.class, (_, _) -> {})
        .build();
  }

  @Override
  protected void onConnected() {
    becomeResumable(options);
    send(LoginReply.getDefaultInstance()); // packets behind it count
  }

  @Override
  protected void onAbsent(CloseReason reason) {
    close(PacketCloseReasons.NOT_RESUMED, "no player comes back");
  }
}
