package dev.wharf.game.server.duel;

import dev.wharf.server.config.Checked;
import dev.wharf.server.config.Checks;
import dev.wharf.server.config.Default;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Range;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The settings of duels.
@Settings("duel")
public record DuelSettings(
    @Key("duels at one time") @Default("100") @Range("1..10000") int maxDuels,
    @Key("the time for one round") @Default("3s") @Range("100ms..1m") Duration round)
    implements Checked {
  @Override
  public void check(Checks checks) {
    checks.warnIf(
        maxDuels > 1000 && round.toMillis() < 500,
        "duel.round",
        "is short for more than 1000 duels at one time");
  }
}
