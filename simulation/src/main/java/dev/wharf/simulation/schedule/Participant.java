package dev.wharf.simulation.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// What the scheduler knows of a thread. Only the thread that has the turn uses the fields that can
/// change.
final class Participant {
  /// Numbers the threads of a simulation in the order of their starts.
  final int number;

  final Thread thread;
  final Life life;

  /// Counted down by the thread when it waits for its first turn.
  final CountDownLatch arrived = new CountDownLatch(1);

  /// The threads that wait for the end of this one.
  final List<Participant> joining = new ArrayList<>();

  /// Whether the thread waits for a wake-up.
  boolean isWaiting;

  /// Whether an unpark came while the thread was not waiting.
  boolean hasPermit;

  /// How often the thread was told that the simulation is over.
  int unwindings;

  Participant(int number, Thread thread, Life life) {
    this.number = number;
    this.thread = thread;
    this.life = life;
  }

  @Override
  public String toString() {
    return thread.getName() + " of " + life;
  }
}
