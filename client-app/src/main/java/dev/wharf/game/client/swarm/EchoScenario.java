package dev.wharf.game.client.swarm;

import com.google.protobuf.UnsafeByteOperations;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.swarm.Cast;
import dev.wharf.swarm.Due;
import dev.wharf.swarm.Exchange;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.SwarmClient;

/// Each client sends numbered requests; each reply must come once, in order, with the request's
/// content.
public final class EchoScenario implements Scenario {
  private static final double RATE = 4;

  /// Made by [GameSwarm].
  public EchoScenario() {}

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public double rate() {
    return RATE;
  }

  @Override
  public String description() {
    return "each client sends requests (4 a second) and gets them back";
  }

  @Override
  public Script script(Cast cast) {
    Exchange<EchoReply> echoes =
        cast.exchange(EchoReply.class, EchoReply::getSequence)
            .checked((client, due, reply) -> isIntact(cast, client, due, reply))
            .neverRefused();
    return Script.of((client, due) -> echoes.ask(client, due, request(cast, client, due)));
  }

  private static EchoRequest.Builder request(Cast cast, SwarmClient client, Due due) {
    byte[] content = cast.payload().bytes(client.index(), due.number());
    return EchoRequest.newBuilder()
        .setSequence(due.number())
        .setSentNanos(due.intended())
        .setPayload(UnsafeByteOperations.unsafeWrap(content));
  }

  private static boolean isIntact(Cast cast, SwarmClient client, Due due, EchoReply reply) {
    return reply.getSentNanos() == due.intended()
        && cast.payload().matches(reply.getPayload(), client.index(), due.number());
  }
}
