package dev.wharf.game.client.swarm;

import com.google.protobuf.UnsafeByteOperations;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.RequestTracker;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.SwarmClient;

/// Lets each user send numbered requests. Each reply must come once, in the order of the requests,
/// and with the content of its request.
public final class EchoScenario implements Scenario {
  private static final double RATE = 4;

  /// Creates the scenario. [GameSwarm] calls this constructor.
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
    return "each user sends requests, 4 a second; the server sends them back";
  }

  @Override
  public Script script(ScenarioContext context) {
    RequestTracker<EchoReply> echoes =
        context
            .requests(EchoReply.class, EchoReply::getSequence)
            .check((client, iteration, reply) -> isIntact(context, client, iteration, reply))
            .neverRefused();
    return Script.of(
        (client, iteration) -> echoes.send(client, iteration, request(context, client, iteration)));
  }

  private static EchoRequest.Builder request(
      ScenarioContext context, SwarmClient client, Iteration iteration) {
    byte[] content = context.payload().bytes(client.index(), iteration.number());
    return EchoRequest.newBuilder()
        .setSequence(iteration.number())
        .setSentNanos(iteration.scheduledAt())
        .setPayload(UnsafeByteOperations.unsafeWrap(content));
  }

  private static boolean isIntact(
      ScenarioContext context, SwarmClient client, Iteration iteration, EchoReply reply) {
    return reply.getSentNanos() == iteration.scheduledAt()
        && context.payload().matches(reply.getPayload(), client.index(), iteration.number());
  }
}
