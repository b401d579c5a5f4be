package dev.wharf.server.login;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.engine.CompletionPort;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.server.player.Absences;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Stage;
import dev.wharf.transport.tls.TlsCloseReasons;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives players the tokens with which they can resume their sessions, and handles resume requests.
///
/// A request comes on a new connection, which has a temporary game session. When the token is good,
/// the player's session leaves its old connection, and goes on with the new one. A refused request
/// leaves the connection open, so that the client can log in on it. But it counts as a login
/// attempt (`login.max-tries`).
public final class ResumeHandler {
  private static final Logger log = LoggerFactory.getLogger(ResumeHandler.class);

  private final ClientVersions versions;
  private final ServerConfig config;
  private final ServerConfig.Resume settings;
  private final ResumeOptions options;
  private final ResumeTokens tokens;
  private final Absences absences;
  private final Counters<ResumeEvent> counters;

  /// Creates a handler, and adds its counters and gauges.
  ///
  /// @param absences the players who have lost their connection
  /// @param port provides the executor of sessions without a connection
  /// @param figures gets the counters and gauges
  public ResumeHandler(
      ClientVersions versions,
      ServerConfig config,
      Absences absences,
      CompletionPort port,
      GameFigures figures) {
    this.versions = versions;
    this.config = config;
    this.settings = config.resume();
    this.absences = absences;
    this.tokens = new ResumeTokens(port.runtime());
    this.counters = figures.counters(ResumeEvent.class);
    ResumeTotals totals = new ResumeTotals(settings.maxTotalBytes());
    this.options =
        new ResumeOptions(
            port.executor(),
            settings.maxPackets(),
            Math.toIntExact(settings.maxBytes()),
            settings.acknowledgeEvery(),
            totals,
            Set.of(TlsCloseReasons.TLS_TRUNCATED));
    addTo(figures, totals);
  }

  private void addTo(GameFigures figures, ResumeTotals totals) {
    figures.gauge(
        "wharf.resume.kept.bytes",
        "Memory of packets that clients have not acknowledged and that are kept for a" + " resume",
        totals::bytes);
    figures.gauge(
        "wharf.resume.tokens", "Resume tokens that are good at this moment", tokens::count);
    figures.counter(
        "wharf.resume.replayed",
        "Packets sent on the new connection of a resumed session before any others",
        totals::replayed);
    figures.counter(
        "wharf.resume.given.up",
        "Sessions that can no longer be resumed, because too many packets were not acknowledged",
        totals::givenUp);
  }

  /// Makes a session that logs in resumable, and adds the token to its login reply.
  void offer(GameSession session, LoginReply.Builder reply) {
    if (settings.grace().isZero()) {
      return;
    }
    session.becomeResumable(options, absences);
    session.atEnd(() -> tokens.left(session));
    reply
        .setResumeToken(tokens.issue(session))
        .setResumeSeconds((int) settings.grace().toSeconds())
        .setAcknowledgeEvery(settings.acknowledgeEvery());
  }

  /// Handles a [ResumeRequest]. The router passes this packet on only in [Stage#LOGIN].
  ///
  /// @param temporary the session of the new connection
  public void handle(GameSession temporary, ResumeRequest request) {
    int tries = temporary.countLoginTry();
    Attempt attempt = new Attempt(temporary, request, tries);
    FailureCode wrongVersion = versions.refusalOf(request.getClientVersion());
    if (wrongVersion != null) {
      attempt.refuseAndClose(
          ResumeEvent.RESUMES_IMPOSSIBLE,
          wrongVersion,
          "the server does not accept this version of the client");
      return;
    }
    if (request.getRequestId() == 0) {
      attempt.refuse(
          ResumeEvent.RESUMES_IMPOSSIBLE, FailureCode.INVALID_REQUEST, GameSession.NOT_NUMBERED);
      return;
    }
    GameSession player = tokens.find(request.getResumeToken());
    if (player == null) {
      attempt.refuseToken();
    } else if (!tokens.isLatest(player, request.getAttempt())) {
      attempt.refuse(
          ResumeEvent.RESUMES_IMPOSSIBLE,
          FailureCode.RESUME_REFUSED,
          "the client has sent a newer request to resume the session");
    } else {
      temporary.enter(Stage.CHECKING);
      player.resumeOn(
          temporary,
          request.getHandled(),
          handled -> attempt.accept(player, handled),
          why -> attempt.refuseResume(player, why));
    }
  }

  /// One request to resume.
  private final class Attempt {
    private final GameSession temporary;
    private final ResumeRequest request;

    /// The number of login attempts on this connection, including this one.
    private final int tries;

    Attempt(GameSession temporary, ResumeRequest request, int tries) {
      this.temporary = temporary;
      this.request = request;
      this.tries = tries;
    }

    /// Renews the token when the player's session takes the new connection over.
    ///
    /// @param handled the number of packets of the client that the session has handled
    /// @return the first packet on the new connection; null when the token was used meanwhile
    @Nullable Message accept(GameSession player, long handled) {
      ByteString token = tokens.renew(player, request.getResumeToken());
      if (token == null) {
        return null;
      }
      log.debug("{} resumes on {}", player, temporary);
      return ResumeReply.newBuilder()
          .setRequestId(request.getRequestId())
          .setPlayerId(player.player().id())
          .setHandled(handled)
          .setResumeToken(token)
          .setResumeSeconds((int) settings.grace().toSeconds())
          .setAcknowledgeEvery(settings.acknowledgeEvery())
          .setHeartbeatSeconds((int) config.heartbeat().toSeconds())
          .setIdleSeconds((int) config.server().session().idleTimeout().toSeconds())
          .setMaxFrameBytes(config.packets().maxReceivedFrameBytes())
          .setMaxSentFrameBytes(config.packets().maxSentFrameBytes())
          .build();
    }

    /// Refuses a request whose token is good, but whose session cannot go on.
    void refuseResume(GameSession player, String why) {
      String problem = player.resumeProblem();
      refuse(
          ResumeEvent.RESUMES_IMPOSSIBLE,
          FailureCode.RESUME_REFUSED,
          problem == null ? why : problem);
    }

    void refuseToken() {
      String problem = tokens.lostReason(request.getResumeToken());
      if (problem != null) {
        refuse(ResumeEvent.RESUMES_IMPOSSIBLE, FailureCode.RESUME_REFUSED, problem);
        return;
      }
      switch (tokens.problemOf(request.getResumeToken())) {
        case OF_OTHER_PROCESS ->
            refuse(
                ResumeEvent.RESUMES_AFTER_RESTART,
                FailureCode.RESUME_REFUSED,
                "the server was restarted");
        case UNKNOWN ->
            refuse(
                ResumeEvent.RESUMES_WITH_UNKNOWN_TOKENS,
                FailureCode.RESUME_REFUSED,
                "the token is not good: the grace time of "
                    + settings.grace().toSeconds()
                    + " s has passed, the player has left, or a newer token has replaced it");
        case MALFORMED ->
            refuse(
                ResumeEvent.RESUMES_WITH_UNKNOWN_TOKENS,
                FailureCode.RESUME_REFUSED,
                "a token has " + ResumeTokens.BYTES + " bytes");
      }
    }

    /// Refuses the request. Closes the connection after the last attempt.
    void refuse(ResumeEvent reason, FailureCode code, String why) {
      if (tries < config.login().maxTries()) {
        count(reason);
        temporary.enter(Stage.LOGIN);
        temporary.fail(code, request, request.getRequestId(), why);
      } else {
        refuseAndClose(reason, code, why);
      }
    }

    /// Refuses the request, and closes the connection.
    void refuseAndClose(ResumeEvent reason, FailureCode code, String why) {
      count(reason);
      temporary.refuse(
          code, PacketCloseReasons.LOGIN_REFUSED, request, request.getRequestId(), why);
    }

    private void count(ResumeEvent reason) {
      counters.count(ResumeEvent.RESUMES_REFUSED);
      counters.count(reason);
    }
  }
}
