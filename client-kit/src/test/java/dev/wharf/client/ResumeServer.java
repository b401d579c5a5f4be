package dev.wharf.client;

import com.google.protobuf.ByteString;
import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketOptions;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.PacketState;
import dev.wharf.protocol.RateLimit;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.Logout;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/// A small server whose players can resume. It sends each [TalkPackets#TALK] back, and news to all
/// players at once. It checks that each player's packets come once and in their order.
final class ResumeServer {
  static final int RESUME_SECONDS = 3600;

  private final CompletionPort port;
  private final ResumeOptions options;
  private final PacketProtocol<Player> protocol;
  private final ReentrantLock lock = new ReentrantLock();

  /// Guarded by the lock.
  private final Map<ByteString, Player> tokens = new HashMap<>();

  private long nextToken;
  private long news;
  final List<Player> players = new CopyOnWriteArrayList<>();

  /// The description of the first fault, such as a packet that came twice.
  final List<String> problems = new CopyOnWriteArrayList<>();

  volatile int resumes;
  volatile int refusals;
  volatile int absences;

  private enum Stage implements PacketState {
    LOGIN,
    RESUMING,
    PLAYING
  }

  ResumeServer(CompletionPort port, ResumeOptions options) {
    this.port = port;
    this.options = options;
    PacketRouter<Player> router =
        PacketRouter.<Player>forServer(TalkPackets.CATALOG)
            .initialState(Stage.LOGIN)
            .defaultStates(Stage.PLAYING)
            .on(LoginRequest.class, Stage.LOGIN, this::logIn)
            .on(ResumeRequest.class, Stage.LOGIN, this::resume)
            .on(
                Logout.class,
                (player, _) -> player.closeAfterFlush(PacketCloseReasons.LOGGED_OUT, ""))
            .on(
                HeartbeatRequest.class,
                List.of(Stage.values()),
                (player, _) -> player.send(HeartbeatReply.getDefaultInstance()))
            .onRaw(TalkPackets.TALK, (player, body) -> player.talked(body.getLong(), body))
            .build();
    this.protocol =
        PacketProtocol.of(router, PacketOptions.forServer().withRateLimit(RateLimit.OFF));
  }

  ServerService listen(InetSocketAddress address, SessionOptions sessions) {
    return ServerService.start(
        port,
        new ServerOptions(
            address,
            4096,
            sessions,
            new AdmissionLimits(10_000, 10_000, 10_000, 10_000, 10_000, true)),
        protocol.sessions(Player::new));
  }

  /// Sends the next news to all players.
  void sendNews() {
    lock.lock();
    try {
      byte[] body = TalkPackets.body(++news, 3);
      List<Player> all = new ArrayList<>();
      for (Player player : players) {
        if (player.isOpen()) {
          all.add(player);
        }
      }
      int _ = protocol.sendRawToAll(all, TalkPackets.NEWS, body, SendPolicy.KEEP);
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether there is room for more news in the outbox of each player.
  boolean keepsLittle() {
    return players.stream().allMatch(player -> player.keptPackets() < 150);
  }

  /// Ends the players who are absent. Returns whether all players are gone.
  boolean isEmpty() {
    for (Player player : players) {
      if (player.isAbsent()) {
        player.close(PacketCloseReasons.NOT_RESUMED, "the time for a resume has passed");
      }
    }
    return players.stream().allMatch(player -> player.isGone);
  }

  long news() {
    lock.lock();
    try {
      return news;
    } finally {
      lock.unlock();
    }
  }

  private void logIn(Player player, LoginRequest request) {
    if (request.getResumable()) {
      player.becomeResumable(options);
    }
    player.enter(Stage.PLAYING);
    lock.lock();
    try {
      player.send(
          LoginReply.newBuilder()
              .setRequestId(request.getRequestId())
              .setPlayerId(player.id())
              .setHeartbeatSeconds(5)
              .setResumeSeconds(request.getResumable() ? RESUME_SECONDS : 0)
              .setAcknowledgeEvery(options.acknowledgeEvery())
              .setResumeToken(request.getResumable() ? newToken(player) : ByteString.EMPTY));
      player.firstNews = news + 1;
      players.add(player);
    } finally {
      lock.unlock();
    }
  }

  private ByteString newToken(Player player) {
    lock.lock();
    try {
      ByteString token = ByteString.copyFromUtf8("token " + ++nextToken);
      tokens.put(token, player);
      return token;
    } finally {
      lock.unlock();
    }
  }

  private void resume(Player temporary, ResumeRequest request) {
    lock.lock();
    Player player = tokens.get(request.getResumeToken());
    lock.unlock();
    if (player == null) {
      refuse(temporary, request, "unknown token");
      return;
    }
    temporary.enter(Stage.RESUMING);
    player.resumeOn(
        temporary,
        request.getHandled(),
        handled ->
            ResumeReply.newBuilder()
                .setRequestId(request.getRequestId())
                .setPlayerId(player.id())
                .setHandled(handled)
                .setResumeToken(newToken(player))
                .setResumeSeconds(RESUME_SECONDS)
                .setAcknowledgeEvery(options.acknowledgeEvery())
                .setHeartbeatSeconds(5)
                .build(),
        why -> refuse(temporary, request, why));
  }

  private void refuse(Player temporary, ResumeRequest request, String why) {
    refusals++;
    temporary.enter(Stage.LOGIN);
    temporary.send(
        Failure.newBuilder()
            .setCode(FailureCode.RESUME_REFUSED_VALUE)
            .setMessage(why)
            .setRequestId(request.getRequestId()));
  }

  /// One player, and the packets that have come from it.
  final class Player extends PacketSession {
    volatile long handled;
    volatile long firstNews;
    volatile boolean isGone;
    volatile String end = "";
    private boolean isIn;
    private boolean wasAbsent;

    Player(PacketLink link) {
      super(link);
    }

    /// Checks that callbacks do not overlap. Other threads may get the turn meanwhile.
    private void serially(Runnable body) {
      if (isIn) {
        problems.add(this + ": callbacks overlap");
      }
      isIn = true;
      port.runtime().nanoTime();
      body.run();
      isIn = false;
    }

    void talked(long number, ByteBuffer rest) {
      serially(
          () -> {
            if (number != handled + 1) {
              problems.add(this + ": packet " + number + " after " + handled);
            }
            handled = number;
            SendResult sent = sendRaw(TalkPackets.TALK, TalkPackets.body(number, rest.remaining()));
            if (sent != SendResult.QUEUED && isOpen()) {
              problems.add(this + ": the answer to " + number + " was " + sent);
            }
            boolean _ = execute(() -> serially(() -> {}));
          });
    }

    @Override
    protected void onAbsent(CloseReason reason) {
      serially(
          () -> {
            absences++;
            wasAbsent = true;
          });
    }

    @Override
    protected void onResumed() {
      serially(
          () -> {
            resumes++;
            if (!wasAbsent) {
              problems.add(this + ": resumed without being absent");
            }
            wasAbsent = false;
          });
    }

    @Override
    protected void onDisconnected(CloseReason reason) {
      serially(
          () -> {
            if (isGone) {
              problems.add(this + ": ended twice");
            }
            isGone = true;
            end = reason + " " + session().closeDetail();
          });
    }
  }
}
