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
        "Hostile clients beside the honest ones: a share of these, such as 5%%, of all kinds in"
            + " turn (500%%: five for each honest one; 5,000 at the most);",
        "or kinds, such as trickle=20,flood=5. docs/hostile-clients.md lists them.",
        "With @1000 at the end they open up to 1,000 connections a second; 250 without."
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
