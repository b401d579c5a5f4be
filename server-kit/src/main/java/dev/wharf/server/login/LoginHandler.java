package dev.wharf.server.login;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.EnterResult;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.server.player.Player;
import dev.wharf.server.player.PlayerHooks;
import dev.wharf.server.player.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles login requests. Checks the name on the session's worker and the credential on a virtual
/// thread ([LoginCheck]). The engine session's task queue takes the result back to the worker.
///
/// After an invalid or taken name the client may try again on the same connection, up to
/// `login.max-tries` attempts. A refused credential closes the connection.
public final class LoginHandler {
  private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);
  private static final String OVERTAKEN = "the client has sent a newer login";
  private static final String NAME_TAKEN = "this name is taken by a player online";

  private final Authenticator authenticator;
  private final ClientVersions versions;
  private final PlayerHooks hooks;
  private final @Nullable ResumeHandler resume;
  private final ServerConfig config;
  private final CompletionPort port;
  private final Counters<LoginEvent> counters;
  private final Counters<TokenProblem> tokenProblems;

  /// Limits the number of threads that run the authenticator. A check that timed out keeps its
  /// permit until its thread has ended.
  private final Semaphore inFlight;

  private final LogThrottle<String> slowChecks;
  private final LogThrottle<Class<?>> checkFailures;

  /// The queue in which the timeouts of checks run.
  private final JobQueue timeouts;

  /// Creates a handler, and its counters of logins.
  ///
  /// @param rules the rules of the game; a rule may be added until the first login
  /// @param hooks the object that logs players in
  /// @param resume makes sessions resumable; null when the game has no packets for it
  /// @param port provides the timer and the workers
  /// @param figures gets the counters
  public LoginHandler(
      Authenticator authenticator,
      List<LoginRule> rules,
      ClientVersions versions,
      PlayerHooks hooks,
      @Nullable ResumeHandler resume,
      ServerConfig config,
      CompletionPort port,
      GameFigures figures) {
    this.authenticator = new RuledAuthenticator(authenticator, rules);
    this.versions = versions;
    this.hooks = hooks;
    this.resume = resume;
    this.config = config;
    this.port = port;
    this.counters = figures.counters(LoginEvent.class);
    this.tokenProblems = figures.counters(TokenProblem.class);
    this.slowChecks =
        LogThrottle.perSecond(
            port.runtime(),
            1,
            (logins, more) ->
                log.warn(
                    "the authenticator took too long for {} more {} in the last second",
                    more,
                    logins));
    this.checkFailures =
        new LogThrottle<>(
            port.runtime(),
            1,
            Duration.ofMinutes(1),
            (type, more) ->
                log.error(
                    "the authenticator failed {} more times in the last minute, with {}",
                    more,
                    type.getName()));
    this.inFlight = new Semaphore(config.login().maxInFlight());
    this.timeouts =
        new JobQueue(
            port.executor(),
            JobQueueOptions.defaults()
                .withName("login timeouts")
                .withCapacity(config.login().maxInFlight() + 1));
  }

  /// Handles a [LoginRequest]. The router passes this packet on only in [Stage#LOGIN].
  public void handle(GameSession session, LoginRequest request) {
    FailureCode wrongVersion = versions.refusalOf(request.getClientVersion());
    if (wrongVersion != null) {
      refuseVersion(session, request, wrongVersion);
    } else {
      handleTry(session, request);
    }
  }

  private void refuseVersion(GameSession session, LoginRequest request, FailureCode code) {
    counters.count(LoginEvent.LOGINS_OF_OTHER_VERSIONS);
    refuse(
        session,
        request,
        code,
        "this client has version "
            + Integer.toUnsignedString(request.getClientVersion())
            + ", but the server accepts "
            + versions);
  }

  private void handleTry(GameSession session, LoginRequest request) {
    int tries = session.countLoginTry();
    String problem = problemOf(request);
    if (problem != null) {
      refuseTry(session, request, tries, FailureCode.INVALID_REQUEST, problem);
    } else if (!hooks.acceptsPlayers()) {
      refuse(session, request, FailureCode.SERVER_FULL, "too many players are being saved");
    } else if (inFlight.tryAcquire()) {
      session.enter(Stage.CHECKING);
      check(new PendingLogin(session, request, Names.normalize(request.getName()), tries));
    } else {
      counters.count(LoginEvent.LOGINS_OVER_IN_FLIGHT);
      refuse(session, request, FailureCode.SERVER_FULL, "too many logins are being checked");
    }
  }

  /// A login request whose credential is being checked.
  ///
  /// @param name the name of the request, normalized
  /// @param tries the number of login attempts on this connection, including this one
  private record PendingLogin(GameSession session, LoginRequest request, String name, int tries) {
    LoginAttempt attempt() {
      return new LoginAttempt(
          name,
          request.getCredential().asReadOnlyByteBuffer(),
          request.getClientVersion(),
          session.session().remoteAddress());
    }
  }

  private @Nullable String problemOf(LoginRequest request) {
    if (request.getRequestId() == 0) {
      return GameSession.NOT_NUMBERED;
    }
    int tokenBytes = request.getCredential().size();
    if (tokenBytes > config.login().maxTokenBytes()) {
      return "a credential has at most "
          + config.login().maxTokenBytes()
          + " bytes, not "
          + tokenBytes;
    }
    return Names.problemOf(request.getName());
  }

  private void check(PendingLogin one) {
    LoginCheck check =
        new LoginCheck(
            port.runtime(), authenticator, one.attempt(), this::onCheckFailed, inFlight::release);
    TimerHandle timeout = timeout(check);
    CompletableFuture<Void> _ =
        check
            .start()
            .thenAccept(
                result -> {
                  timeout.cancel();
                  finishOnWorker(one, result);
                });
  }

  private TimerHandle timeout(LoginCheck check) {
    try {
      return port.timer().after(config.login().checkTimeout(), timeouts, () -> onTimeout(check));
    } catch (RuntimeException e) {
      inFlight.release();
      throw e;
    }
  }

  private void onCheckFailed(Throwable thrown) {
    counters.count(LoginEvent.LOGIN_CHECKS_FAILED);
    if (checkFailures.pass(thrown.getClass())) {
      log.error("the authenticator failed", thrown);
    }
  }

  private void onTimeout(LoginCheck check) {
    if (check.timeOut()) {
      counters.count(LoginEvent.LOGIN_CHECKS_TIMED_OUT);
      if (slowChecks.pass("logins")) {
        log.warn(
            "the authenticator took longer than {} ms for a login",
            config.login().checkTimeout().toMillis());
      }
    }
  }

  /// Passes the result of a check to the session's worker. Called on the thread that ended the
  /// check.
  private void finishOnWorker(PendingLogin one, Authentication result) {
    try {
      boolean _ = one.session().execute(() -> finish(one, result));
    } catch (JobQueueFullException e) {
      one.session()
          .close(CloseReason.OVERLOADED, "its task queue has no room for the result of the login");
    }
  }

  private void finish(PendingLogin one, Authentication result) {
    if (!one.session().isOpen()) {
      return;
    }
    switch (result) {
      case Authentication.Accepted accepted -> enter(one, accepted.account());
      case Authentication.Refused refused -> {
        if (refused.problem() != null) {
          tokenProblems.count(refused.problem());
        }
        refuse(one.session(), one.request(), FailureCode.LOGIN_REFUSED, refused.why());
      }
      case Authentication.Busy busy -> {
        counters.count(LoginEvent.LOGINS_BUSY);
        counters.count(LoginEvent.LOGINS_REFUSED);
        one.session().refuseForNow(one.request(), one.request().getRequestId(), busy.retryAfter());
      }
    }
  }

  private void enter(PendingLogin one, Account account) {
    GameSession session = one.session();
    session.numberLogin(one.request().getClientInstance(), one.request().getAttempt());
    EnterResult result =
        hooks.enter(
            session,
            one.name(),
            account,
            player -> accept(one, player),
            () -> refuse(session, one.request(), FailureCode.NAME_TAKEN, NAME_TAKEN));
    if (result == EnterResult.OVERTAKEN) {
      counters.count(LoginEvent.LOGINS_OVERTAKEN);
      refuse(session, one.request(), FailureCode.NAME_TAKEN, OVERTAKEN);
    } else if (result == EnterResult.NAME_TAKEN) {
      session.enter(Stage.LOGIN);
      refuseTry(session, one.request(), one.tries(), FailureCode.NAME_TAKEN, NAME_TAKEN);
    }
  }

  private void accept(PendingLogin one, Player player) {
    GameSession session = one.session();
    LoginReply.Builder reply = reply(one.request(), player);
    if (resume != null && one.request().getResumable()) {
      resume.offer(session, reply);
    }
    session.send(reply);
    counters.count(LoginEvent.LOGINS);
    log.debug("{} is player {}, {}", session, player.id(), player.name());
  }

  private LoginReply.Builder reply(LoginRequest request, Player player) {
    return LoginReply.newBuilder()
        .setRequestId(request.getRequestId())
        .setPlayerId(player.id())
        .setName(player.name())
        .setHeartbeatSeconds((int) config.heartbeat().toSeconds())
        .setIdleSeconds((int) config.server().session().idleTimeout().toSeconds())
        .setMaxFrameBytes(config.packets().maxReceivedFrameBytes())
        .setMaxSentFrameBytes(config.packets().maxSentFrameBytes());
  }

  /// Refuses a login because its request is invalid or its name is taken. Leaves the connection
  /// open, except after the last attempt. The last attempt has the failure code `LOGIN_REFUSED`
  /// instead of `INVALID_REQUEST`; `NAME_TAKEN` stays, because the name may be free later.
  ///
  /// @param tries the number of login attempts on this connection, including this one
  private void refuseTry(
      GameSession session, LoginRequest request, int tries, FailureCode code, String why) {
    if (tries < config.login().maxTries()) {
      counters.count(LoginEvent.LOGINS_REFUSED);
      session.fail(code, request, request.getRequestId(), why);
    } else {
      counters.count(LoginEvent.LOGINS_OVER_TRIES);
      boolean isForGood = code == FailureCode.INVALID_REQUEST;
      refuse(session, request, isForGood ? FailureCode.LOGIN_REFUSED : code, why);
    }
  }

  private void refuse(GameSession session, LoginRequest request, FailureCode code, String why) {
    counters.count(LoginEvent.LOGINS_REFUSED);
    session.refuse(code, PacketCloseReasons.LOGIN_REFUSED, request, request.getRequestId(), why);
  }
}
