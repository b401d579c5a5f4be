package dev.wharf.swarm.cli;

import dev.wharf.swarm.hostile.HostileKinds;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.StolenToken;
import picocli.CommandLine.Option;

/// The option for hostile clients.
public final class HostileOption {
  @Option(
      names = "--hostile",
      paramLabel = "WHO",
      defaultValue = "",
      description = {
        "Hostile clients beside the users: a percentage of the users, such as 5%%, with all kinds"
            + " in turn (500%%: five for each user; at most 5,000);",
        "or kinds, such as trickle=20,flood=5. docs/hostile-clients.md lists them.",
        "@1000 at the end allows up to 1,000 connections a second (250)."
      })
  private String hostile = "";

  /// Made by picocli.
  public HostileOption() {}

  /// The plan for the hostile clients.
  ///
  /// @param kinds of the game
  /// @param honest how many clients are not hostile
  /// @param stolen a token for the kinds that need one
  /// @throws IllegalArgumentException when the option does not parse
  public HostilePlan plan(HostileKinds kinds, int honest, StolenToken stolen) {
    return hostile.isEmpty() ? HostilePlan.NONE : HostilePlan.parse(hostile, kinds, honest, stolen);
  }
}
