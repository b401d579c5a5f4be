package dev.wharf.simulation;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketOptions;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.RateLimit;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.simulation.packets.Beat;
import dev.wharf.simulation.packets.Effect;
import dev.wharf.simulation.packets.Heard;
import dev.wharf.simulation.packets.Joined;
import dev.wharf.simulation.packets.RoomPackets;
import dev.wharf.simulation.packets.Said;
import dev.wharf.simulation.packets.Say;
import dev.wharf.simulation.packets.Value;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The server of a [RoomWorld]: one room, of which each session is a member. The room's job queue
/// sends the packets of the room. The replies come from the sessions' handlers.
final class Room {
  static final PacketCatalog CATALOG = PacketCatalog.of(RoomPackets.getDescriptor());
  static final int THINGS = 5;
  private static final int MANY = 100_000;

  private final RandomGenerator random;
  private final JobQueue jobs;
  private final PacketProtocol<Member> protocol;

  // ---- used by the room's jobs
  private final Set<Member> members = new LinkedHashSet<>();
  private final int[] values = new int[THINGS];
  private int heard;
  private int effects;

  Room(CompletionPort port, RandomGenerator random) {
    this.random = random;
    this.jobs =
        new JobQueue(
            port.executor(), JobQueueOptions.defaults().withName("room").withCapacity(MANY));
    PacketRouter<Member> router =
        PacketRouter.<Member>forServer(CATALOG)
            .on(Say.class, this::onSay)
            .on(Beat.class, (member, beat) -> member.reply(() -> member.send(beat)))
            .build();
    PacketOptions options = PacketOptions.forServer().withRateLimit(RateLimit.OFF);
    this.protocol = PacketProtocol.of(router, options);
  }

  SessionHandlerFactory sessions() {
    return protocol.sessions(Member::new);
  }

  /// The server's side of a connection.
  private final class Member extends PacketSession {
    Member(PacketLink link) {
      super(link);
    }

    @Override
    protected void onConnected() {
      jobs.post(() -> join(this));
    }

    @Override
    protected void onDisconnected(CloseReason reason) {
      jobs.post(() -> members.remove(this));
    }

    /// Sends a packet that the client must get. When there is no memory for it, ends the session.
    void reply(Runnable sending) {
      try {
        sending.run();
      } catch (BufferMemoryExhaustedException e) {
        close(CloseReason.OVERLOADED, "no memory for a reply");
      }
    }
  }

  private void join(Member member) {
    if (member.isOpen()) {
      member.reply(() -> member.send(Joined.newBuilder().setLastHeard(heard)));
      members.add(member);
    }
  }

  private void onSay(Member member, Say say) {
    member.reply(() -> member.send(Said.newBuilder().setNumber(say.getNumber())));
    jobs.post(() -> tellAll(say));
  }

  private void tellAll(Say say) {
    try {
      for (int i = random.nextInt(4); i > 0; i--) {
        sendValue(random.nextInt(THINGS));
      }
      Heard next = Heard.newBuilder().setNumber(heard + 1).setPadding(say.getPadding()).build();
      protocol.sendToAll(members, next);
      heard++;
      protocol.sendToAll(members, Effect.newBuilder().setNumber(++effects).build());
      sendValue(random.nextInt(THINGS));
    } catch (BufferMemoryExhaustedException e) {
      // This packet and the next ones of this job are not sent to anybody.
    }
  }

  private void sendValue(int thing) {
    Value value =
        Value.newBuilder().setThing(thing).setValue(++values[thing]).setLastHeard(heard).build();
    for (Member member : members) {
      member.sendLatest(value, thing);
    }
  }

  // ---- for the end of a test, when no job runs

  int heard() {
    return heard;
  }

  int value(int thing) {
    return values[thing];
  }
}
