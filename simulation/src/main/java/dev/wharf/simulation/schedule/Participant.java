package dev.wharf.simulation.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// The state of one thread of the simulation, for the scheduler. Only the thread that has the turn
/// uses the fields that can change.
final class Participant {
  /// The thread's number: the threads of a simulation are numbered in the order of their starts.
  final int number;

  final Thread thread;
  final Life life;

  /// Reaches zero when the thread has started and waits for its first turn.
  final CountDownLatch arrived = new CountDownLatch(1);

  /// The threads that wait for the end of this thread.
  final List<Participant> joining = new ArrayList<>();

  /// Whether the thread waits in the scheduler until an event or another thread wakes it.
  boolean isWaiting;

  /// Whether another thread has unparked this thread, so that its next wait ends at once.
  boolean hasPermit;

  /// The virtual time until which the thread is slow because of a fault.
  long slowUntil;

  /// How often the scheduler has thrown [Unwinding] in the thread, because the simulation is over.
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
