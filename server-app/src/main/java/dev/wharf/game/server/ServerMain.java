package dev.wharf.game.server;

import dev.wharf.server.ServerCommand;

/// `wharf server`: starts the game's server.
public final class ServerMain {
  private ServerMain() {}

  /// Runs the server until it has ended.
  public static void main(String[] arguments) {
    ServerCommand.main(new SampleGame(), arguments);
  }
}
