package dev.wharf.swarm.cli;

import dev.wharf.swarm.hostile.HostileKinds;
import dev.wharf.swarm.hostile.HostileNeed;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.StolenToken;
import java.util.Set;
import picocli.CommandLine.Option;

/// The option `--hostile`, which adds hostile clients to a run.
public final class HostileOption {
  @Option(
      names = "--hostile",
      paramLabel = "CLIENTS",
      defaultValue = "",
      description = {
        "Hostile clients beside the users, at most 5,000: a percentage of the users, such as 5%%"
            + " (all kinds in turn; 500%% is five for each user),",
        "or kinds and numbers, such as trickle=20,flood=5. docs/hostile-clients.md lists the"
            + " kinds. Those that misuse TLS, WebSocket or the PROXY protocol run only with"
            + " --tls, --websocket or --proxy-header.",
        "Append @1000 for up to 1,000 of their connections a second (250)."
      })
  private String hostile = "";

  /// Creates the option with its default. picocli sets the value from the command line.
  public HostileOption() {}

  /// Makes the plan for the hostile clients from the option. Without the option, returns
  /// [HostilePlan#NONE].
  ///
  /// @param kinds the hostile kinds of the game
  /// @param honest the number of virtual users
  /// @param stolen a token of another player, for the kinds that need a token
  /// @param connections the conditions that the run's connections fulfil
  /// @throws IllegalArgumentException when the option is wrong; the message is one line
  public HostilePlan plan(
      HostileKinds kinds, int honest, StolenToken stolen, Set<HostileNeed> connections) {
    return hostile.isEmpty()
        ? HostilePlan.NONE
        : HostilePlan.parse(hostile, kinds, honest, stolen, connections);
  }
}
