package dev.wharf.engine.service;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.Service;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.session.LiveCounters;
import dev.wharf.engine.session.LiveLedger;
import dev.wharf.engine.session.SessionHost;
import dev.wharf.engine.session.SocketSession;
import dev.wharf.engine.timer.JobTimer;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.engine.trace.TraceEvents;
import dev.wharf.engine.worker.Worker;
import dev.wharf.engine.worker.WorkerThread;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The common part of [SocketServer] and [SocketClients]: the list of sessions, their deadlines,
/// the draining, and the handling of failures of the application's code.
public abstract class SocketService implements Service, SessionHost {
  private static final Logger log = LoggerFactory.getLogger(Service.class);

  /// The time between two checks of the sessions' deadlines.
  private static final Duration SWEEP = Duration.ofMillis(250);

  /// The longest wait for the end of closed sessions. Their operations complete at once, unless a
  /// handler blocks a worker.
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private static final int SESSION_JOBS = 1024;

  /// How many ends of sessions with one reason are logged one by one, at level info, in a second.
  /// Of further ends with this reason, only the number is logged. Applies to misbehaviour only.
  private static final int MOST_ENDINGS_TOLD = 5;

  private final SocketPort port;
  private final EngineRuntime runtime;
  private final SessionOptions sessionOptions;
  private final JobQueueOptions sessionJobOptions =
      JobQueueOptions.defaults().withName("session").withCapacity(SESSION_JOBS);
  private final LiveCounters counters = new LiveCounters();
  private final LogThrottle<Failure> failures;
  private final Set<SocketSession> sessions = ConcurrentHashMap.newKeySet();
  private final LogThrottle<CloseReason> endings;
  private final AtomicLong nextId = new AtomicLong(1);
  private final JobQueue sweepQueue;
  private volatile @Nullable TimerHandle sweep;

  /// Whether `drain` or `close` was called. Both methods set this field before they go through the
  /// sessions, and [#add] reads it after it has added its session. So a session that is added while
  /// the service ends is closed by one of these three methods.
  private volatile boolean ending;

  /// The key of a failure for the log: of equal failures in a second, only the first is logged.
  private record Failure(String handler, Class<?> thrown) {}

  SocketService(SocketPort port, SessionOptions sessionOptions) {
    this.port = port;
    this.runtime = port.runtime();
    this.failures = LogThrottle.perSecond(runtime, 1, SocketService::logMore);
    this.endings =
        LogThrottle.perSecond(
            runtime,
            MOST_ENDINGS_TOLD,
            (reason, more) ->
                log.info("{} more sessions ended with {} in the last second", more, reason));
    this.sessionOptions = sessionOptions;
    this.sweepQueue =
        new JobQueue(port.executor(), JobQueueOptions.defaults().withName("sweep").withCapacity(4));
  }

  /// Returns the port whose workers serve this service's sessions.
  SocketPort port() {
    return port;
  }

  /// Returns the sessions, so that the port can compare their memory.
  Set<SocketSession> liveSessions() {
    return sessions;
  }

  @Override
  public Collection<Session> sessions() {
    return Collections.unmodifiableCollection(sessions);
  }

  @Override
  public int sessionCount() {
    return sessions.size();
  }

  @Override
  public LiveCounters counters() {
    return counters;
  }

  @Override
  public Executor executor() {
    return port.executor();
  }

  @Override
  public JobTimer timer() {
    return port.timer();
  }

  @Override
  public int broadcast(SendBuffer packet, SendPolicy policy) {
    int taken = 0;
    for (SocketSession session : sessions) {
      SendResult result = session.send(packet, policy);
      if (result == SendResult.QUEUED || result == SendResult.REPLACED) {
        taken++;
      }
    }
    return taken;
  }

  @Override
  public final boolean drain(Duration grace) {
    WorkerThread.rejectOnWorker("drain");
    ending = true;
    stopAccepting();
    for (SocketSession session : sessions) {
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

  @Override
  public final void close() {
    WorkerThread.rejectOnWorker("close");
    ending = true;
    stopAccepting();
    for (SocketSession session : sessions) {
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

  /// Closes the sessions of a worker that has died.
  void closeSessionsOf(Worker worker) {
    for (SocketSession session : sessions) {
      if (session.worker() == worker) {
        session.close(CloseReason.IO_ERROR, "its worker has died");
      }
    }
  }

  /// Starts the checks of deadlines. Called once, after the constructor of the service has
  /// returned.
  void startSweep() {
    sweep = port.timer().every(SWEEP, sweepQueue, this::checkDeadlines);
  }

  /// Rejects new sessions from now on. A second call does nothing.
  abstract void stopAccepting();

  /// Returns whether `drain` or `close` was called.
  boolean isEnding() {
    return ending;
  }

  /// Returns the options of the service's sessions.
  SessionOptions sessionOptions() {
    return sessionOptions;
  }

  @Override
  public JobQueueOptions sessionJobOptions() {
    return sessionJobOptions;
  }

  @Override
  public LiveCounters liveCounters() {
    return counters;
  }

  @Override
  public LiveLedger ledger() {
    return port.ledger();
  }

  @Override
  public BufferMemory memory() {
    return port.memory();
  }

  @Override
  public SendBufferPool sendBuffers() {
    return port.sendBuffers();
  }

  @Override
  public EngineRuntime runtime() {
    return runtime;
  }

  long newId() {
    return nextId.getAndIncrement();
  }

  /// Adds a new session to the list. When `drain` or `close` was called, closes the session,
  /// because these methods may not have seen it in the list.
  public void add(SocketSession session) {
    sessions.add(session);
    if (ending) {
      session.close(CloseReason.DRAINED, "the service takes no more");
    }
  }

  @Override
  public void onSessionEnded(SocketSession session) {
    CloseReason reason = session.closeReason() == null ? CloseReason.LOCAL : session.closeReason();
    counters.countClosed(reason);
    // The session is counted before it is removed. So a thread that no longer finds the session
    // finds its end counted.
    sessions.remove(session);
    TraceEvents.Close.commit(session, reason);
    boolean isTold = reason.isMisbehaviour() && endings.pass(reason);
    log.atLevel(isTold ? Level.INFO : Level.DEBUG)
        .log("{} ended: {} {}", session, reason, session.closeDetail());
  }

  @Override
  public void onPeerAddress(SocketSession session) {}

  @Override
  public void onFirstFrame(SocketSession session) {}

  @Override
  public void onAuthenticated(SocketSession session) {}

  /// Counts and logs every failure of callbacks, tasks, packet handlers and handler factories. When
  /// the same failure repeats within a second, only the number of repetitions is logged. A lack of
  /// memory is not counted, because it is no failure of the code.
  @Override
  public CloseReason handlerFailed(String handler, Object served, Throwable thrown) {
    if (thrown instanceof BufferMemoryExhaustedException || thrown instanceof OutOfMemoryError) {
      log.debug("{}: no memory for {}", served, handler, thrown);
      return CloseReason.OVERLOADED;
    }
    counters.handlerFailures.increment();
    if (failures.pass(new Failure(handler, thrown.getClass()))) {
      log.error("{}: {} failed", served, handler, thrown);
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

  private void drain(SocketSession session, Duration grace) {
    try {
      if (session.execute(() -> tellAndClose(session, grace))) {
        return;
      }
    } catch (JobQueueFullException e) {
      log.debug("{} has no room for the drain's notice", session);
    }
    session.close(CloseReason.DRAINED, "the service is drained");
  }

  private static void tellAndClose(SocketSession session, Duration grace) {
    try {
      session.drainNotice(grace);
    } finally {
      session.closeAfterFlush(CloseReason.DRAINED, "the service is drained");
    }
  }

  private void checkDeadlines() {
    long now = runtime.nanoTime();
    for (SocketSession session : sessions) {
      session.checkDeadlines(now);
    }
  }

  private boolean awaitNoSessions(Duration patience) {
    try {
      return runtime.poll(sessions::isEmpty, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
