package dev.wharf.game.client.world;

import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.SpeakRequest;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.swarm.sight.SightOracle;
import dev.wharf.swarm.sight.SightReport;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A virtual user in the world: what it sees, and where it walks. Thread-safe: the worker of its
/// connection handles packets, and a pacer makes it walk.
final class WalkingUser {
  /// The number of requests in one direction.
  private static final int STRAIGHT = 20;

  /// Less than the largest speed, because requests do not leave at exactly equal times.
  private static final double SPEED = 0.8;

  /// A user says something at one of so many requests.
  private static final int SILENCE = 300;

  private static final List<String> TEXTS =
      List.of("Hello!", "Which way?", "This way!", "Wait for me!", "Nice view", "Mind the wall");

  private final SightOracle oracle;
  private final WorldView view = new WorldView();
  private double angle;

  WalkingUser(SightOracle oracle) {
    this.oracle = oracle;
  }

  synchronized void onEntered(EnterWorldReply reply) {
    view.apply(reply);
  }

  synchronized void onZone(ZoneEntered entered) {
    view.apply(entered);
  }

  /// Returns whether the packet agrees with what the user has been told before.
  synchronized boolean onSight(SightChanged changes) {
    return view.apply(changes) == null;
  }

  /// Reports what the user sees to the oracle.
  ///
  /// @return whether the packet agrees with what the user has been told before
  synchronized boolean onSnapshot(Snapshot snapshot) {
    if (view.apply(snapshot) != null) {
      return false;
    }
    EnterWorldReply world = view.world();
    if (world != null) {
      oracle.report(
          new SightOracle.Place(
              world.getWorldId(), view.zone(), world.getSight(), world.getMostInSight()),
          view.tick(),
          report());
    }
    return true;
  }

  private SightReport report() {
    int count = view.objects().size();
    int[] numbers = new int[count];
    int[] xs = new int[count];
    int[] ys = new int[count];
    int i = 0;
    for (Map.Entry<Integer, WorldView.Seen> each : view.objects().entrySet()) {
      numbers[i] = each.getKey();
      xs[i] = each.getValue().x();
      ys[i++] = each.getValue().y();
    }
    return new SightReport(view.object(), view.x(), view.y(), numbers, xs, ys, view.heard());
  }

  /// Returns what the user says now; null for nothing, which is most of the time.
  synchronized SpeakRequest.@Nullable Builder speech(RandomGenerator random) {
    return view.tick() == 0 || random.nextInt(SILENCE) != 0
        ? null
        : SpeakRequest.newBuilder().setText(TEXTS.get(random.nextInt(TEXTS.size())));
  }

  /// Makes the next request. When something is in the user's way, the server refuses the position,
  /// and the user turns at some time.
  ///
  /// @param input the number of the request
  /// @param perSecond the requests in a second
  /// @return null while the user is not in the world
  synchronized MoveRequest.@Nullable Builder next(
      long input, double perSecond, RandomGenerator random) {
    EnterWorldReply world = view.world();
    if (world == null) {
      return null;
    }
    if (input % STRAIGHT == 1) {
      angle = random.nextDouble(2 * Math.PI);
    }
    double step = world.getSpeed() * SPEED / perSecond;
    return MoveRequest.newBuilder()
        .setInput((int) input)
        .setX((int) Math.clamp(view.x() + step * Math.cos(angle), 0, world.getWidth() - 1))
        .setY((int) Math.clamp(view.y() + step * Math.sin(angle), 0, world.getHeight() - 1))
        .setEntry(view.entry())
        .setSeenTick(view.tick());
  }
}
