package dev.wharf.game.server;

import dev.wharf.server.ServerCommand;
import dev.wharf.storage.BackupCommand;
import java.util.Arrays;

/// `wharf server`: starts the game's server. `wharf backup`: copies its database.
public final class ServerMain {
  private ServerMain() {}

  /// Runs the server until it has ended, or the command that the first argument names.
  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("backup")) {
      BackupCommand.main(new SampleGame(), Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    ServerCommand.main(new SampleGame(), arguments);
  }
}
