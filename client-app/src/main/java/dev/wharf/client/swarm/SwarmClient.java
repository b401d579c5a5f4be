package dev.wharf.client.swarm;

import dev.wharf.client.game.GameClient;
import dev.wharf.engine.CloseReason;
import dev.wharf.proto.Failure;
import dev.wharf.proto.LoginReply;
import dev.wharf.protocol.PacketLink;
import java.util.List;

/// One client of the swarm, for the time of one connection. Tells its [Crew] what happens to it;
/// what it does is up to the scenarios.
public final class SwarmClient extends GameClient {
  private final int index;
  private final Crew crew;
  private final long connectIntended;
  private final List<Role> roles;

  /// Written by the client's worker alone, read by anyone.
  private volatile Stage stage = Stage.CONNECTING;

  /// Set by the run before it closes the connection, read by the client's worker.
  private volatile boolean leaving;

  /// Of the client's worker.
  private long connectedAt;

  /// Where a client of the swarm stands.
  enum Stage {
    CONNECTING,
    LOGGING_IN,
    PLAYING,
    ENDED
  }

  /// @param index from 0
  /// @param roles one for each scenario of the run
  /// @param connectIntended when it was to begin to connect, by the run's clock
  SwarmClient(
      PacketLink link,
      int index,
      String name,
      String token,
      Crew crew,
      List<Role> roles,
      long connectIntended) {
    super(link, name, token);
    this.index = index;
    this.crew = crew;
    this.roles = roles;
    this.connectIntended = connectIntended;
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
    connectedAt = crew.nanoTime();
    crew.onConnected(connectedAt - connectIntended);
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
  protected void onDisconnected(CloseReason reason) {
    Stage before = stage;
    stage = Stage.ENDED;
    crew.onDisconnected(this, before, leaving, reason, session().closeDetail());
  }
}
