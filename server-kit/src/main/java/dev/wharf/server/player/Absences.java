package dev.wharf.server.player;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.timer.JobTimer;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The players who have lost their connection and may come back. A player stays absent for at most
/// `resume.grace`, and then leaves. Thread-safe.
public final class Absences {
  private final EngineRuntime runtime;
  private final JobTimer timer;
  private final Duration grace;
  private final int maxAbsent;
  private final Counters<PlayerEvent> events;
  private final List<Consumer<GameSession>> onAbsent = new CopyOnWriteArrayList<>();
  private final List<Consumer<GameSession>> onResumed = new CopyOnWriteArrayList<>();

  /// The queue in which the ends of the grace times run.
  private final JobQueue timeouts;

  /// The absent players, each with the end of its grace time.
  private final Map<GameSession, Absence> absent = new ConcurrentHashMap<>();

  /// The number of absent players, and of those that were too many for a moment.
  private final AtomicInteger count = new AtomicInteger();

  /// Whether no player may be absent any more, because the server ends. Set by any thread.
  private volatile boolean isOver;

  /// One absence of a player. The next absence of the same player has an object of its own, so that
  /// a late timer does not end it.
  private final class Absence implements Runnable {
    private final GameSession session;
    private final TimerHandle end;

    Absence(GameSession session) {
      this.session = session;
      this.end = timer.after(grace, timeouts, this);
    }

    /// Ends the absence, because the grace time has passed. A job of [#timeouts].
    @Override
    public void run() {
      try {
        boolean _ = session.execute(this::leave);
      } catch (JobQueueFullException e) {
        session.close(
            PacketCloseReasons.NOT_RESUMED,
            "its grace time has passed, and its task queue is full");
      }
    }

    private void leave() {
      if (equals(absent.get(session))) {
        events.count(PlayerEvent.PLAYERS_ABSENT_TOO_LONG);
        session.close(PacketCloseReasons.NOT_RESUMED, "not back after " + grace.toMillis() + " ms");
      }
    }
  }

  /// Creates an object without absent players.
  ///
  /// @param grace the longest time for which a player is absent
  /// @param maxAbsent the most absent players
  public Absences(
      CompletionPort port, Duration grace, int maxAbsent, Counters<PlayerEvent> events) {
    this.runtime = port.runtime();
    this.timer = port.timer();
    this.grace = grace;
    this.maxAbsent = maxAbsent;
    this.events = events;
    this.timeouts =
        new JobQueue(
            port.executor(),
            JobQueueOptions.defaults().withName("absences").withCapacity(maxAbsent + 1));
  }

  /// Adds a hook that runs when a player has become absent.
  public void onAbsent(Consumer<GameSession> hook) {
    onAbsent.add(hook);
  }

  /// Adds a hook that runs when an absent player has come back.
  public void onResumed(Consumer<GameSession> hook) {
    onResumed.add(hook);
  }

  /// Returns the number of absent players.
  public int count() {
    return absent.size();
  }

  /// Returns the sessions of the absent players. Players may come back and leave meanwhile.
  public Collection<GameSession> sessions() {
    return absent.keySet();
  }

  /// Starts the grace time of a player who has lost its connection. Called in a callback of the
  /// session.
  void begin(GameSession session) {
    if (count.incrementAndGet() > maxAbsent) {
      count.decrementAndGet();
      events.count(PlayerEvent.PLAYERS_OVER_ABSENT);
      session.close(
          PacketCloseReasons.NOT_RESUMED, "resume.max-absent = " + maxAbsent + " is reached");
      return;
    }
    events.count(PlayerEvent.PLAYERS_ABSENT);
    absent.put(session, new Absence(session));
    if (isOver) { // checked after the put, because endAll sets it before it looks at the map
      endForServer(session);
      return;
    }
    onAbsent.forEach(hook -> hook.accept(session));
  }

  /// Ends the absence of a player who is back. Called in a callback of the session.
  void resumed(GameSession session) {
    events.count(PlayerEvent.PLAYERS_RESUMED);
    forget(session);
    onResumed.forEach(hook -> hook.accept(session));
  }

  /// Ends the absence of a player who has left or is back. Has no effect when the player is not
  /// absent.
  void forget(GameSession session) {
    @Nullable Absence ended = absent.remove(session);
    if (ended != null) {
      count.decrementAndGet();
      ended.end.cancel();
    }
  }

  /// Makes all absent players leave, now and from now on, because the server ends.
  public void endAll() {
    isOver = true;
    absent.keySet().forEach(Absences::endForServer);
  }

  /// Waits until all players whom [#endAll] has ended have left, so that their saves have begun.
  ///
  /// @return whether they have left in time
  public boolean awaitNone(Duration time) throws InterruptedException {
    return runtime.poll(absent::isEmpty, time);
  }

  private static void endForServer(GameSession session) {
    session.close(CloseReason.DRAINED, "the server ends while the player is absent");
  }
}
