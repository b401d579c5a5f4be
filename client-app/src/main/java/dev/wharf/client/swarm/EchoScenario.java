package dev.wharf.client.swarm;

import com.google.protobuf.UnsafeByteOperations;
import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.SequenceWindow;
import dev.wharf.client.swarm.measure.SequenceWindow.Arrival;
import dev.wharf.client.swarm.measure.Tally;
import dev.wharf.engine.SendResult;
import dev.wharf.proto.EchoReply;
import dev.wharf.proto.EchoRequest;
import dev.wharf.protocol.PacketRouter;
import org.jspecify.annotations.Nullable;

/// Each client sends numbered requests; each reply must come once, in order, with the request's
/// content.
final class EchoScenario implements Scenario {
  private static final double RATE = 4;

  private final ScenarioSettings settings;
  private final Tally tally = new Tally();
  private final LatencyRecorder latency = new LatencyRecorder();

  /// By client; each belongs to its client's worker.
  private final SequenceWindow[] replies;

  /// Set once by the run's thread, read by the workers.
  private volatile @Nullable Schedule schedule;

  EchoScenario(ScenarioSettings settings) {
    this.settings = settings;
    this.replies = new SequenceWindow[settings.clients()];
    for (int i = 0; i < replies.length; i++) {
      replies[i] = new SequenceWindow(1);
    }
  }

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public double defaultRate() {
    return RATE;
  }

  @Override
  public void addTo(PacketRouter.Builder<SwarmClient> router) {
    router.on(EchoReply.class, this::onReply);
  }

  @Override
  public void begin(Schedule begun) {
    schedule = begun;
  }

  @Override
  public void send(SwarmClient client, long sequence) {
    Schedule running = schedule;
    if (running == null) {
      throw new IllegalStateException("not begun");
    }
    byte[] content = settings.payload().bytes(client.index(), sequence);
    SendResult result =
        client.tell(
            EchoRequest.newBuilder()
                .setSequence(sequence)
                .setSentNanos(running.intendedAt(client.index(), sequence))
                .setPayload(UnsafeByteOperations.unsafeWrap(content)));
    if (result == SendResult.QUEUED) {
      tally.sent(1);
    } else {
      tally.notSent();
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public LatencyRecorder latency() {
    return latency;
  }

  private void onReply(SwarmClient client, EchoReply reply) {
    Schedule running = schedule;
    long sequence = reply.getSequence();
    if (running == null || sequence < 1 || sequence > running.messagesEach()) {
      tally.unexpected();
      return;
    }
    long intended = running.intendedAt(client.index(), sequence);
    if (!isIntact(client, reply, intended)) {
      tally.corrupted();
    }
    Arrival arrival = replies[client.index()].accept(sequence);
    tally.arrived(arrival);
    if (arrival != Arrival.DUPLICATE) {
      latency.record(settings.nanoTime().getAsLong() - intended);
    }
  }

  private boolean isIntact(SwarmClient client, EchoReply reply, long intended) {
    return reply.getSentNanos() == intended
        && settings.payload().matches(reply.getPayload(), client.index(), reply.getSequence());
  }
}
