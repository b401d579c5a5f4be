package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.job.TimerHandle;
import dev.wharf.engine.log.LogThrottle;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What ties sessions together: those of a server, or those that go out to servers. Any number of
/// both may live on one port, in one process.
///
/// All methods may be called from any thread, [#drain] and [#close] from any but a worker.
public abstract sealed class Service implements AutoCloseable permits ServerService, ClientService {
  private static final Logger log = LoggerFactory.getLogger(Service.class);

  /// How often the sessions' deadlines are looked at.
  private static final Duration SWEEP = Duration.ofMillis(250);

  private static final Duration POLL = Duration.ofMillis(5);

  /// How long closed channels are waited for: their operations complete at once, unless a handler
  /// blocks.
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final int SESSION_JOBS = 1024;

  /// How many ends of one reason are logged by themselves in a second; the rest as a sum.
  private static final int MOST_ENDINGS_TOLD = 5;

  private final CompletionPort port;
  private final SessionOptions sessionOptions;
  private final JobQueueOptions sessionJobOptions =
      JobQueueOptions.defaults().withName("session").withCapacity(SESSION_JOBS);
  private final ServiceCounters counters = new ServiceCounters();
  private final LogThrottle<Failure> failures = LogThrottle.perSecond(1, Service::logMore);
  private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
  private final LogThrottle<CloseReason> endings =
      LogThrottle.perSecond(
          MOST_ENDINGS_TOLD,
          (reason, more) ->
              log.info("{} more sessions ended with {} in the last second", more, reason));
  private final AtomicLong nextId = new AtomicLong(1);
  private final JobQueue sweepQueue;
  private volatile @Nullable TimerHandle sweep;

  /// Set by whoever drains or closes, before it goes through the sessions; read after a session is
  /// added.
  private volatile boolean ending;

  /// Failures that are the same for the log.
  private record Failure(String handler, Class<?> thrown) {}

  Service(CompletionPort port, SessionOptions sessionOptions) {
    this.port = port;
    this.sessionOptions = sessionOptions;
    this.sweepQueue =
        new JobQueue(port.executor(), JobQueueOptions.defaults().withName("sweep").withCapacity(4));
  }

  /// The port whose workers serve this service's sessions.
  public CompletionPort port() {
    return port;
  }

  /// The sessions at this moment: a live view, not a copy; going through it takes no lock.
  public Collection<Session> sessions() {
    return Collections.unmodifiableCollection(sessions);
  }

  /// The number of sessions at this moment.
  public int sessionCount() {
    return sessions.size();
  }

  /// What the service has counted.
  public ServiceCounters counters() {
    return counters;
  }

  /// Sends one packet to every connected session: the same bytes, shared, without a lock over all.
  ///
  /// @return how many sessions took it
  public int broadcast(SendBuffer packet, SendPolicy policy) {
    int taken = 0;
    for (Session session : sessions) {
      SendResult result = session.send(packet, policy);
      if (result == SendResult.QUEUED || result == SendResult.REPLACED) {
        taken++;
      }
    }
    return taken;
  }

  /// Ends the service in good order: takes no new sessions, has every session tell its peer
  /// ([SessionHandler#onDraining]), delivers what is queued, waits for the peers to close, and
  /// after `grace` closes those that are left. Blocks until no session is left, a little longer
  /// than `grace` at the most.
  ///
  /// @return true when all sessions ended within `grace`
  /// @throws IllegalStateException on a worker
  public final boolean drain(Duration grace) {
    WorkerThread.refuseOnWorker("drain");
    ending = true;
    stopTaking();
    for (Session session : sessions) {
      drain(session, grace);
    }
    boolean inTime = awaitNoSessions(grace);
    if (!inTime) {
      log.warn(
          "{} sessions were left after {} ms of draining, and are closed",
          sessionCount(),
          grace.toMillis());
    }
    close();
    return inTime;
  }

  /// Ends the service at once: closes all sessions as [CloseReason#DRAINED].
  ///
  /// @throws IllegalStateException on a worker
  @Override
  public final void close() {
    WorkerThread.refuseOnWorker("close");
    ending = true;
    stopTaking();
    for (Session session : sessions) {
      session.close(CloseReason.DRAINED, "the service is closed");
    }
    awaitNoSessions(SETTLE);
    TimerHandle running = sweep;
    if (running != null) {
      running.cancel();
    }
    port.forget(this);
    endings.flush();
    failures.flush();
  }

  /// Closes the sessions that live on the worker, which has died.
  void closeSessionsOf(Worker worker) {
    for (Session session : sessions) {
      if (session.worker() == worker) {
        session.close(CloseReason.IO_ERROR, "its worker has died");
      }
    }
  }

  /// Called once, when the service stands.
  void startSweep() {
    sweep = port.timer().every(SWEEP, sweepQueue, this::checkDeadlines);
  }

  /// Takes no new sessions from now on. Doing it again does nothing.
  abstract void stopTaking();

  /// Whether the service is being drained or closed, or has been.
  boolean isEnding() {
    return ending;
  }

  SessionOptions sessionOptions() {
    return sessionOptions;
  }

  JobQueueOptions sessionJobOptions() {
    return sessionJobOptions;
  }

  long newId() {
    return nextId.getAndIncrement();
  }

  /// Puts a new session on the list. One that comes while the service is being drained or closed
  /// may have been overlooked there, and is closed here.
  void add(Session session) {
    sessions.add(session);
    if (ending) {
      session.close(CloseReason.DRAINED, "the service takes no more");
    }
  }

  /// The session has told its end; called once for each, serially with its callbacks.
  void onSessionEnded(Session session) {
    CloseReason reason = session.closeReason() == null ? CloseReason.LOCAL : session.closeReason();
    counters.countClosed(reason);
    // Last, so that whoever sees it gone sees it counted.
    sessions.remove(session);
    EngineEvents.Close.commit(session, reason);
    boolean isTold = reason.isMisbehaviour() && endings.pass(reason);
    log.atLevel(isTold ? Level.INFO : Level.DEBUG)
        .log("{} ended: {} {}", session, reason, session.closeDetail());
  }

  /// The peer has sent its first whole frame; called once for each session, serially with its
  /// callbacks.
  void onSpoken(Session session) {}

  void onAuthenticated(Session session) {}

  /// Counts what the application's code threw, and logs it: the same failure again within a second
  /// as a sum. The one rule for callbacks, tasks, packet handlers and handler factories. Any
  /// thread.
  ///
  /// @param whom the session or the address that the code served
  /// @return the reason to end that session with
  CloseReason handlerFailed(String handler, Object whom, Throwable thrown) {
    if (thrown instanceof BufferMemoryExhaustedException || thrown instanceof OutOfMemoryError) {
      log.debug("{}: no memory for {}", whom, handler, thrown);
      return CloseReason.OVERLOADED;
    }
    counters.handlerFailures.increment();
    if (failures.pass(new Failure(handler, thrown.getClass()))) {
      log.error("{}: {} failed", whom, handler, thrown);
    }
    return CloseReason.HANDLER_FAILED;
  }

  private static void logMore(Failure failure, long times) {
    log.error(
        "{} failed {} more times in the last second, with {}",
        failure.handler,
        times,
        failure.thrown.getName());
  }

  private void drain(Session session, Duration grace) {
    try {
      if (session.execute(() -> tellAndClose(session, grace))) {
        return;
      }
    } catch (JobQueueFullException e) {
      log.debug("{} has no room for the drain's notice", session);
    }
    session.close(CloseReason.DRAINED, "the service is drained");
  }

  private static void tellAndClose(Session session, Duration grace) {
    try {
      session.drainNotice(grace);
    } finally {
      session.closeAfterFlush(CloseReason.DRAINED, "the service is drained");
    }
  }

  private void checkDeadlines() {
    long now = port.nanoTime();
    for (Session session : sessions) {
      session.checkDeadlines(now);
    }
  }

  private boolean awaitNoSessions(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!sessions.isEmpty()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
