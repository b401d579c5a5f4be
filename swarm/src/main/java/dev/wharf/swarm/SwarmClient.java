package dev.wharf.swarm;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// One client of the swarm, for the time of one connection. Tells its [Crew] what happens to it;
/// what it does is up to the scenarios.
public final class SwarmClient extends GameClient {
  /// Failures after which a login may succeed later. A name is taken until the server has seen the
  /// connection of an earlier run end, for instance.
  private static final Set<Integer> COME_LATER =
      Set.of(
          FailureCode.SERVER_FULL_VALUE,
          FailureCode.SERVER_DRAINING_VALUE,
          FailureCode.NAME_TAKEN_VALUE);

  /// How a connection ends that the server has no place for, and says nothing.
  private static final Set<CloseReason> NO_PLACE =
      Set.of(CloseReason.PEER_CLOSED, CloseReason.PEER_RESET);

  private final int index;
  private final Crew crew;
  private final long connectIntended;
  private final List<Role> roles;

  private final Consumer<InetSocketAddress> unreachable;

  /// Whether an earlier connection of this client was established.
  private final boolean isAnotherTry;

  /// Written by the client's worker alone, read by anyone.
  private volatile Stage stage = Stage.CONNECTING;

  /// Set by the run before it closes the connection, read by the client's worker.
  private volatile boolean leaving;

  /// When the first try's connection stood. Of the client's worker, until it has ended.
  private long connectedAt;

  /// Whether the server rejected the client, but may admit it later. Confined to the client's
  /// worker until the client has ended.
  private boolean turnedAway;

  /// Whether this connection or an earlier one was established. Confined to the client's worker
  /// until the client has ended.
  private boolean hasConnected;

  /// Whether no connection was established. Confined to the client's worker until the client has
  /// ended.
  private boolean isUnreachable;

  /// Where a client of the swarm stands.
  enum Stage {
    CONNECTING,
    LOGGING_IN,
    PLAYING,
    ENDED
  }

  /// @param index from 0
  /// @param login of the game
  /// @param roles one for each scenario of the run
  /// @param connectIntended when it was to begin to connect, by the run's clock
  /// @param unreachable is told the server's address when it cannot be reached
  SwarmClient(
      PacketLink link,
      int index,
      Identity identity,
      ClientLogin login,
      Crew crew,
      List<Role> roles,
      long connectIntended,
      Consumer<InetSocketAddress> unreachable) {
    super(link, identity, login);
    this.index = index;
    this.crew = crew;
    this.roles = roles;
    this.connectIntended = connectIntended;
    this.unreachable = unreachable;
    this.isAnotherTry = false;
  }

  /// Another try of one who was turned away, or could not be connected.
  ///
  /// @param before whose connection has ended
  SwarmClient(PacketLink link, SwarmClient before, List<Role> roles, long connectIntended) {
    super(link, before);
    this.index = before.index;
    this.crew = before.crew;
    this.roles = roles;
    this.connectIntended = connectIntended;
    this.unreachable = before.unreachable;
    this.isAnotherTry = before.hasConnected;
    this.hasConnected = before.hasConnected;
    this.connectedAt = before.connectedAt;
  }

  /// Its number among the clients of the swarm, from 0. Who comes back has the same.
  public int index() {
    return index;
  }

  /// Whether it is connected and logged in.
  public boolean isPlaying() {
    return stage == Stage.PLAYING;
  }

  /// Whether its connection has ended.
  boolean isEnded() {
    return stage == Stage.ENDED;
  }

  /// Whether it was not let in, but may be later. To be asked when it has ended.
  boolean isTurnedAway() {
    return turnedAway;
  }

  /// Why it was not let in: what the server said, or how the connection ended. To be asked when it
  /// has ended.
  String whyRefused(CloseReason reason) {
    Failure said = refusal();
    return said == null ? reason.name() : catalog().failureName(said.getCode());
  }

  /// Whether no connection was established. Valid once the client has ended.
  boolean isUnreachable() {
    return isUnreachable;
  }

  /// When the client was scheduled to connect, by the run's clock.
  long connectIntended() {
    return connectIntended;
  }

  /// Whether its connection ends, or has ended, because the run wants it.
  boolean isLeaving() {
    return leaving;
  }

  /// From now on its connection ends because the run wants it.
  void beginLeaving() {
    leaving = true;
  }

  Role role(int scenario) {
    return roles.get(scenario);
  }

  @Override
  protected void onConnected() {
    stage = Stage.LOGGING_IN;
    hasConnected = true;
    long now = crew.nanoTime();
    if (!isAnotherTry) {
      connectedAt = now;
    }
    crew.onConnected(now - connectIntended);
    super.onConnected();
  }

  @Override
  protected void onLoggedIn(LoginReply reply) {
    stage = Stage.PLAYING;
    crew.onLoggedIn(crew.nanoTime() - connectedAt);
  }

  @Override
  protected void onFailure(Failure failure) {
    crew.onFailure(this, failure, stage);
  }

  @Override
  protected void onEnded(CloseReason reason) {
    Stage before = stage;
    isUnreachable = before == Stage.CONNECTING;
    if (isUnreachable) {
      unreachable.accept(session().remoteAddress());
    }
    turnedAway = before == Stage.LOGGING_IN && isForLater(reason);
    stage = Stage.ENDED;
    crew.onDisconnected(this, before, leaving, reason, session().closeDetail());
  }

  private boolean isForLater(CloseReason reason) {
    Failure said = refusal();
    return said == null ? NO_PLACE.contains(reason) : COME_LATER.contains(said.getCode());
  }
}
