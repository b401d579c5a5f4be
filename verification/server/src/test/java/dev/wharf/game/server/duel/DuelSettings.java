package dev.wharf.game.server.duel;

import dev.wharf.server.config.Checked;
import dev.wharf.server.config.Checks;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The bounds of duels.
@Settings("duel")
public record DuelSettings(
    @Key(byDefault = "100", min = "1", max = "10000", meaning = "duels at one time") int maxDuels,
    @Key(byDefault = "3s", min = "100ms", max = "1m", meaning = "the time for one round")
        Duration round)
    implements Checked {
  @Override
  public void check(Checks checks) {
    checks.doubtIf(
        maxDuels > 1000 && round.toMillis() < 500,
        "duel.round",
        "is short for more than 1000 duels at one time");
  }
}
