package dev.wharf.swarm.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.swarm.hostile.HostileConnection.End;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a hostile client: what its [HostileKind] may do with it, and what the server
/// does about it. For the crew's thread alone.
///
/// Every third one stays when the server has told it that it is over, and goes on sending: the
/// server has to get rid of it all the same.
public final class Attempt {
  private static final Logger log = LoggerFactory.getLogger(Attempt.class);

  /// From one turn to the next.
  public static final Duration TURN = Duration.ofMillis(20);

  static final String UNPUNISHED = "not ended";
  static final String STAYED = "not cut off";
  static final String OPEN = "open at the end";
  static final String LET_IN = "let in";
  static final String LEFT = "left by itself";
  static final String NOT_CONNECTED = "not connected";
  static final String FAULT = "a fault of its own";

  private static final int STUBBORN = 3;
  private static final int POKE_TURNS = 10;
  private static final Set<ProtocolMessageEnum> ALWAYS_ALLOWED =
      Set.of(FailureCode.SERVER_FULL, FailureCode.SERVER_DRAINING, FailureCode.KICKED);

  private final HostileKind kind;
  private final int number;
  private final String name;
  private final HostileSettings settings;
  private final SplittableRandom random;
  private final Outcomes outcomes;

  private @Nullable HostileConnection connection;
  private Stage stage = Stage.CONNECTING;
  private int turn;
  private boolean loggedIn;

  /// Since when it has had nothing good in mind, and when the server ended it.
  private long begunAt;

  private long endedAt;
  private @Nullable Failure told;

  private enum Stage {
    CONNECTING,
    AT_WORK,
    /// The server has ended it, and it has not gone.
    STAYING,
    OVER
  }

  /// @param number goes up by one from one connection of a client to the next
  /// @param name to log in with, if it does
  Attempt(
      HostileKind kind,
      int number,
      String name,
      HostileSettings settings,
      SplittableRandom random,
      Outcomes outcomes) {
    this.kind = kind;
    this.number = number;
    this.name = name;
    this.settings = settings;
    this.random = random;
    this.outcomes = outcomes;
    this.begunAt = System.nanoTime();
  }

  // ---- what a kind may do

  /// Which of several things to do: goes through all of them, one connection after another.
  ///
  /// @return from 0 to `variants - 1`
  public int variant(int variants) {
    return number % variants;
  }

  /// Turns since the connection, or since the login when there was one.
  public int turn() {
    return turn;
  }

  /// What looks random, and is the same in each run with the same seed.
  public SplittableRandom random() {
    return random;
  }

  /// What an honest client would be called that is online.
  public String honestName() {
    return settings.honestName();
  }

  /// A token of somebody else.
  public StolenToken stolenToken() {
    return settings.stolenToken();
  }

  /// Whether the server has let it in.
  public boolean isLoggedIn() {
    return loggedIn;
  }

  /// Logs in as an honest client would.
  public void login() {
    login(name, settings.tokens().apply(name));
  }

  /// Asks to be let in.
  public void login(String as, String token) {
    send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(as)
            .setCredential(ByteString.copyFromUtf8(token))
            .build());
  }

  /// Sends a heartbeat.
  public void beat() {
    send(settings.frames().heartbeat());
  }

  /// The name that this one has.
  public String name() {
    return name;
  }

  /// Sends a packet.
  public void send(Message packet) {
    send(settings.frames().of(packet));
  }

  /// Sends bytes, whatever they are.
  public void send(byte[] bytes) {
    if (connection != null) {
      connection.send(bytes);
    }
  }

  /// Whether the system has taken all that was sent.
  public boolean isFlushed() {
    return connection == null || connection.isFlushed();
  }

  /// Reads nothing from now on.
  public void deafen() {
    if (connection != null) {
      connection.deafen();
    }
  }

  /// Tells the server that nothing more will come, and stays.
  public void finish() {
    if (connection != null) {
      connection.finish();
    }
  }

  /// Goes, as a program that ends.
  public void leave() {
    over(LEFT);
  }

  /// Goes with an RST.
  public void reset() {
    if (connection != null) {
      connection.reset();
    }
    over(LEFT);
  }

  /// The server has let it in, and should not have.
  public void wasLetIn() {
    over(LET_IN);
  }

  // ---- what happens

  /// Begins. Called once, first of all.
  void connect(Selector selector) {
    try {
      connection =
          HostileConnection.open(selector, settings, kind.receiveBufferBytes(), new Events());
    } catch (IOException e) {
      over(NOT_CONNECTED);
    }
  }

  /// Comes every [#TURN].
  void onTurn(long now) {
    if (stage == Stage.CONNECTING) {
      return;
    }
    turn++;
    if (stage == Stage.STAYING) {
      stay(now);
    } else if (stage == Stage.AT_WORK) {
      work(now);
    }
  }

  boolean isOver() {
    return stage == Stage.OVER;
  }

  HostileKind kind() {
    return kind;
  }

  /// The run is over.
  void endOfRun() {
    if (stage == Stage.STAYING) {
      settle();
    } else if (stage != Stage.OVER) {
      over(stage == Stage.CONNECTING ? NOT_CONNECTED : OPEN);
    }
  }

  private void begin() {
    begunAt = System.nanoTime();
    turn = 0;
  }

  private void onFailure(Failure failure) {
    if (failure.getClosing()) {
      told = failure;
    } else {
      act(() -> kind.onFailure(this, failure.getCode()));
    }
  }

  private void onEnded(End how) {
    endedAt = System.nanoTime();
    if (how == End.END_OF_STREAM && number % STUBBORN == 0) {
      stage = Stage.STAYING;
      turn = 0;
    } else {
      over(outcome(how));
    }
  }

  private void work(long now) {
    if (now - begunAt > kind.bound(settings.deadlines()).toNanos()) {
      over(UNPUNISHED);
    } else {
      act(() -> kind.onTurn(this));
    }
  }

  private void stay(long now) {
    if (now - endedAt > settings.deadlines().toLeave().toNanos()) {
      over(STAYED);
      return;
    }
    if (turn % POKE_TURNS == 0) {
      beat();
    }
    if (stage == Stage.STAYING && !kind.leavesByItself()) {
      act(() -> kind.onTurn(this));
    }
  }

  private void act(Runnable deed) {
    try {
      deed.run();
    } catch (RuntimeException e) {
      log.error("the hostile client {} failed", kind.name(), e);
      over(FAULT);
    }
  }

  private void settle() {
    over(outcome(End.END_OF_STREAM));
  }

  private void over(String outcome) {
    if (stage == Stage.OVER) {
      return;
    }
    long end = endedAt == 0 ? System.nanoTime() : endedAt;
    stage = Stage.OVER;
    outcomes.add(outcome, end - begunAt, isSurprise(outcome));
    if (connection != null) {
      connection.close();
    }
  }

  private boolean isSurprise(String outcome) {
    if (outcome.equals(FAULT) || outcome.equals(LET_IN)) {
      return true;
    }
    return told != null
        && !isAmong(kind.answers(), told.getCode())
        && !isAmong(ALWAYS_ALLOWED, told.getCode());
  }

  private static boolean isAmong(Set<ProtocolMessageEnum> codes, int code) {
    return codes.stream().anyMatch(one -> one.getNumber() == code);
  }

  private String outcome(End how) {
    return told == null ? textOf(how) : settings.frames().catalog().failureName(told.getCode());
  }

  private static Failure failureIn(ByteBuffer body) {
    try {
      return Failure.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      return Failure.getDefaultInstance();
    }
  }

  private static String textOf(End how) {
    return switch (how) {
      case NOT_CONNECTED -> NOT_CONNECTED;
      case END_OF_STREAM -> "closed";
      case RESET -> "reset";
    };
  }

  /// What the connection tells.
  private final class Events implements HostileConnection.Listener {
    @Override
    public void onConnected() {
      stage = Stage.AT_WORK;
      outcomes.begin();
      begin();
      act(() -> kind.onConnected(Attempt.this));
    }

    @Override
    public void onPacket(int id, ByteBuffer body) {
      if (stage != Stage.AT_WORK) {
        return;
      }
      if (settings.frames().isLoginReply(id)) {
        loggedIn = true;
        begin();
        act(() -> kind.onLoggedIn(Attempt.this));
      } else if (settings.frames().isFailure(id)) {
        Attempt.this.onFailure(failureIn(body));
      }
    }

    @Override
    public void onEnd(End how) {
      switch (stage) {
        case CONNECTING -> over(how == End.NOT_CONNECTED ? NOT_CONNECTED : textOf(how));
        case AT_WORK -> onEnded(how);
        case STAYING -> settle();
        case OVER -> {}
      }
    }
  }
}
