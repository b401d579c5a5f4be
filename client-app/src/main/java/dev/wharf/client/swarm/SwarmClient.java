package dev.wharf.client.swarm;

import dev.wharf.client.game.GameClient;
import dev.wharf.engine.CloseReason;
import dev.wharf.proto.Failure;
import dev.wharf.proto.LoginReply;
import dev.wharf.protocol.PacketLink;

/// One client of the swarm. Tells its [Crew] what happens to it; what it does is up to the
/// scenarios.
public final class SwarmClient extends GameClient {
  private final int index;
  private final Crew crew;
  private final long connectIntended;

  /// Written by the client's worker alone, read by anyone.
  private volatile Stage stage = Stage.CONNECTING;

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
  /// @param connectIntended when it was to begin to connect, by the run's clock
  SwarmClient(
      PacketLink link, int index, String name, String token, Crew crew, long connectIntended) {
    super(link, name, token);
    this.index = index;
    this.crew = crew;
    this.connectIntended = connectIntended;
  }

  /// Its number among the clients of the swarm, from 0.
  public int index() {
    return index;
  }

  /// Whether it is connected and logged in.
  public boolean isPlaying() {
    return stage == Stage.PLAYING;
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
    crew.onDisconnected(before, reason, session().closeDetail());
  }
}
