package dev.wharf.swarm;

import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.profile.Pace;
import java.time.Duration;

/// Has a share of the clients play their turns in one scenario, each at its time, or, when that has
/// passed, at once. How late each was is recorded: when that is much, the generator was the limit.
///
/// Run by a thread of its own, which sleeps until the next turn is due: a timer with ticks would
/// add up to a tick to every latency.
final class Pacer implements Runnable {
  /// For how long it sleeps at the most, as things may change meanwhile.
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  /// A client that is not there when its turn is so near has none.
  private static final long NEAR_NANOS = Duration.ofMillis(1).toNanos();

  private final Tempo tempo;
  private final int scenario;
  private final int share;
  private final int shares;
  private final double shift;
  private final PaceClock clock;
  private final Stage stage;
  private final LatencyRecorder lag;

  /// Set by the run's thread, read by the pacer's.
  private volatile boolean finishing;

  private volatile boolean stopped;

  /// Whom it has play.
  interface Stage {
    /// The clients by their places in the round.
    int[] order();

    /// Whether the client has turns now.
    boolean isDue(int client);

    /// Has the client play its turn.
    void play(int client, Due due);
  }

  /// @param scenario of the act, from 0
  /// @param share which of the shares is this one, from 0
  /// @param shares how many there are. A client is in one share, so that its messages stay in order
  /// @param shift how much later its turns are, in distances between two turns: less than 1
  Pacer(
      Tempo tempo,
      int scenario,
      int share,
      int shares,
      double shift,
      PaceClock clock,
      Stage stage,
      LatencyRecorder lag) {
    this.tempo = tempo;
    this.scenario = scenario;
    this.share = share;
    this.shares = shares;
    this.shift = shift;
    this.clock = clock;
    this.stage = stage;
    this.lag = lag;
  }

  /// Returns when all turns are played after [#finish], or after [#stop].
  @Override
  public void run() {
    long turn = 1;
    while (playRound(turn)) {
      turn++;
    }
  }

  /// No turns will be added to those that are due: has [#run] return after the last. Any thread.
  void finish() {
    finishing = true;
  }

  /// Has [#run] return soon. Any thread.
  void stop() {
    stopped = true;
  }

  private boolean playRound(long turn) {
    int[] order = stage.order();
    if (order.length == 0) {
      clock.parkUntil(clock.nanoTime() + LOOK_NANOS);
      return !stopped && !finishing;
    }
    for (int place = 0; place < order.length; place++) {
      int client = order[place];
      if (client % shares == share && !play(client, turn, (place + shift) / order.length)) {
        return false;
      }
    }
    return true;
  }

  /// Has a client play; false when there are no more turns.
  private boolean play(int client, long turn, double place) {
    long intended = await(client, turn - 1 + place);
    if (intended == Pace.NEVER) {
      return false;
    }
    if (stage.isDue(client) && clock.nanoTime() - intended >= 0) {
      lag.record(clock.nanoTime() - intended);
      stage.play(client, new Due(turn, intended));
    }
    return true;
  }

  /// Waits for a turn's time; of a client that is not there, not to the end.
  ///
  /// @return the time; [Pace#NEVER] when there is none
  private long await(int client, double turns) {
    while (!stopped && !Thread.currentThread().isInterrupted()) {
      boolean isLast = finishing;
      long intended = tempo.timeOf(scenario, turns);
      long now = clock.nanoTime();
      if (intended == Pace.NEVER) {
        if (isLast) {
          return Pace.NEVER;
        }
        clock.parkUntil(now + LOOK_NANOS);
      } else if (intended <= now + (stage.isDue(client) ? 0 : NEAR_NANOS)) {
        return intended;
      } else {
        clock.parkUntil(Math.min(intended, now + LOOK_NANOS));
      }
    }
    return Pace.NEVER;
  }
}
