package dev.wharf.game.tests.dice;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// A table with a die. It opens when three players have come, or 30 seconds after the first one. An
/// open table rolls the die once a second, and shows the roll to all players.
final class DiceTable {
  private static final int ENOUGH_PLAYERS = 3;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final GameContext context;
  private final JobQueue jobs;

  /// The die, and the state of the table. Only jobs of the table use these three fields.
  private final RandomGenerator die;

  private int players;
  private boolean isOpen;

  DiceTable(GameContext context) {
    this.context = context;
    this.jobs = context.queue("dice", 1000);
    this.die = context.port().runtime().newRandom();
  }

  void enter(GameSession session) {
    jobs.push(this::addPlayer);
  }

  void leave(GameSession session) {
    jobs.push(() -> show(session.player().name() + " has left"));
  }

  private void addPlayer() {
    players++;
    if (players == 1) {
      TimerHandle _ = context.port().timer().after(LONGEST_WAIT, jobs, this::open);
    } else if (players == ENOUGH_PLAYERS) {
      open();
    }
  }

  private void open() {
    if (!isOpen) {
      isOpen = true;
      show("the table is open");
      FixedRateTick _ = context.tick(jobs, TICK, (number, elapsedNanos) -> roll());
    }
  }

  private void roll() {
    show("the die shows " + die.nextInt(1, 7));
  }

  private void show(String text) {
    context.broadcast(ServerNotice.newBuilder().setText(text).build());
  }
}
