package dev.wharf.swarm.run;

import dev.wharf.client.Backoff;
import dev.wharf.client.ResumeLimits;
import dev.wharf.client.Resumer;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.swarm.SwarmClient;
import dev.wharf.swarm.SwarmLimits;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.cut.Cuts;
import dev.wharf.swarm.cut.CuttingTransformation;
import dev.wharf.swarm.measure.ErrorCounts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.report.Resumes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Cuts the connections of the users, and resumes their sessions on new connections. Thread-safe.
final class Resuming implements ResumeFigures, AutoCloseable {
  /// The limits of the packets that a user keeps for the server.
  private static final int MAX_PACKETS = 8192;

  private static final int MAX_BYTES = 4 << 20;

  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /// How long an attempt waits for the server's answer.
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(10);

  private static final int MAX_REASON_CHARACTERS = 120;

  private final RunState run;
  private final Route route;
  private final Cuts cuts;
  private final ResumeTotals totals = new ResumeTotals(Long.MAX_VALUE);
  private final ResumeLimits limits;
  private final ClientService service;
  private final Resumer resumer;

  /// Starts the attempts, one after another.
  private final JobQueue jobs;

  /// The users that have no connection and may be resumed.
  private final Set<Absence> absent = ConcurrentHashMap.newKeySet();

  private final LongAdder absences = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder resumed = new LongAdder();
  private final ErrorCounts refusals = new ErrorCounts();
  private final LatencyRecorder latency = new LatencyRecorder();

  /// Opens the service whose connections resume users.
  ///
  /// @param options the options of the users' sessions
  /// @param protocol the protocol of the users
  Resuming(
      RunState run,
      Route route,
      CutRate rate,
      CompletionPort port,
      SessionOptions options,
      PacketProtocol<SwarmClient> protocol) {
    this.run = run;
    this.route = route;
    this.cuts = new Cuts(rate, run.runtime.newRandom(), run.runtime::nanoTime);
    TransformationFactory cutting =
        _ -> {
          CuttingTransformation made = new CuttingTransformation(cuts);
          made.setCut(cuts.nextOfNew());
          return made;
        };
    this.service = ClientService.open(port, withCuts(options, cutting));
    this.resumer = new Resumer(service, protocol);
    this.limits = new ResumeLimits(service.executor(), MAX_PACKETS, MAX_BYTES, totals);
    this.jobs =
        new JobQueue(
            service.executor(),
            JobQueueOptions.defaults()
                .withName("swarm-resume")
                .withCapacity(SwarmLimits.MAX_CLIENTS));
  }

  /// Returns options whose sessions are cut, in front of the transformation that the options have.
  /// So a cut may fall into a TLS record.
  static SessionOptions withCuts(SessionOptions options, TransformationFactory cutting) {
    TransformationFactory inner = options.transformation();
    return options.withTransformation(inner == null ? cutting : cutting.andThen(inner));
  }

  /// Returns the plan of cuts.
  Cuts cuts() {
    return cuts;
  }

  /// Cuts the connection of a user, from its login on, and resumes its session. Called before the
  /// connection is opened.
  void watch(UserConnection user, CuttingTransformation connection) {
    user.askToResume(limits);
    user.watchedBy(
        new UserConnection.Watcher() {
          @Override
          public void onLoggedIn() {
            cut(user, connection);
          }

          @Override
          public void onAbsent() {
            resume(user);
          }
        });
  }

  /// Cuts the connection of a user from now on. Called when the user has logged in, because before
  /// that there is no session to resume.
  private void cut(UserConnection user, CuttingTransformation connection) {
    if (!user.isResumable()) {
      run.errors.count("resume: the server does not allow it");
    }
    connection.setCut(cuts.next());
  }

  /// Starts to resume a user that has lost its connection.
  private void resume(UserConnection user) {
    absences.increment();
    Absence begun = new Absence(user);
    absent.add(begun);
    jobs.post(begun::tryToResume);
  }

  /// Returns whether a user has no connection and may be resumed.
  boolean isAnyAbsent() {
    absent.removeIf(one -> !one.user.isOpen());
    return !absent.isEmpty();
  }

  /// Returns the number of connections that resume users, or have resumed them.
  int sessionCount() {
    return service.sessionCount();
  }

  /// Ends the attempts that the server does not answer. Called about every second.
  void endLateAttempts(long now) {
    absent.forEach(one -> one.endIfLate(now));
  }

  /// Closes the connection of a user whose server does not answer heartbeats, so that the session
  /// is resumed on another connection. Called about every second.
  static void endIfSilent(UserConnection user) {
    if (user.isResumable() && user.isServerSilent()) {
      user.close(CloseReason.IDLE, "the server does not answer heartbeats");
    }
  }

  @Override
  public Resumes result() {
    return new Resumes(
        cuts.count(),
        absences.sum(),
        attempts.sum(),
        resumed.sum(),
        totals.replayed(),
        refusals.byReason(),
        latency.total());
  }

  @Override
  public LatencyHistogram histogram() {
    return latency.histogram();
  }

  @Override
  public void close() {
    service.close();
  }

  /// The time during which a user has no connection and may be resumed. Only [#jobs] and the
  /// callbacks of the present attempt use it, one at a time, except for [#endIfLate].
  private final class Absence implements Resumer.Outcome {
    private final UserConnection user;
    private final Backoff pauses = new Backoff(FIRST_WAIT, LONGEST_WAIT, run.runtime.newRandom());

    /// The time of the first attempt, by the run's clock; 0 before it.
    private long begunAt;

    /// The time of the present attempt, by the run's clock.
    private volatile long attemptedAt;

    private volatile @Nullable PacketSession attempt;

    Absence(UserConnection user) {
      this.user = user;
    }

    void tryToResume() {
      if (!user.isAbsent()) {
        absent.remove(this);
        return;
      }
      long now = run.runtime.nanoTime();
      begunAt = begunAt == 0 ? now : begunAt;
      if (now - begunAt > user.resumeTime().toNanos()) {
        giveUp("the time for a resume has passed");
        return;
      }
      attempts.increment();
      attemptedAt = now;
      InetSocketAddress server = route.server();
      try {
        attempt = resumer.resume(user, server, route.source(server), this);
      } catch (RuntimeException e) {
        run.errors.count("resume: " + e.getMessage());
        tryAgain();
      }
    }

    private void tryAgain() {
      boolean isOver = run.isClosing || run.isStopped();
      if (isOver) {
        giveUp("the run is over");
      } else {
        service.timer().after(pauses.next(), jobs, this::tryToResume);
      }
    }

    private void giveUp(String why) {
      absent.remove(this);
      user.close(PacketCloseReasons.NOT_RESUMED, why);
    }

    void endIfLate(long now) {
      PacketSession present = attempt;
      if (present != null && now - attemptedAt > LONGEST_ATTEMPT.toNanos()) {
        present.close(CloseReason.LOGIN_TIMEOUT, "the server does not answer the resume");
      }
    }

    @Override
    public void onResumed() {
      attempt = null;
      absent.remove(this);
      resumed.increment();
      latency.record(run.runtime.nanoTime() - begunAt);
    }

    @Override
    public void onNotResumed(CloseReason reason, @Nullable Failure refusal) {
      attempt = null;
      if (CloseReason.CONNECT_FAILED.equals(reason) || CloseReason.CONNECT_TIMEOUT.equals(reason)) {
        run.errors.count("resume: " + reason);
      }
      if (refusal != null) {
        refusals.count(
            user.catalog().failureName(refusal.getCode())
                + ": "
                + PeerText.escape(refusal.getMessage(), MAX_REASON_CHARACTERS));
      }
      if (Resumer.mayTryAgain(refusal)) {
        tryAgain();
      } else {
        giveUp("the server has refused to resume the session");
      }
    }
  }
}
