package dev.wharf.game.server.duel;

import dev.wharf.server.GameContext;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.player.GameSession;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The duels that are running.
final class Duels {
  private final DuelSettings settings;
  private final Counters<DuelEvent> counters;
  private final ConcurrentSkipListMap<Integer, Duel> byId = new ConcurrentSkipListMap<>();
  private final AtomicInteger nextId = new AtomicInteger(1);

  Duels(GameContext context) {
    this.settings = context.settings(DuelSettings.class);
    this.counters = context.counters(DuelEvent.class);
    context.gauge("duels", "Duels at this moment", byId::size);
    context.table(
        AdminTable.<Duel>of("duels", byId::size, this::list)
            .column("id", Duel::id)
            .column("challenger", Duel::challenger)
            .column("rounds", Duel::rounds));
  }

  void begin(GameSession challenger) {
    if (byId.size() >= settings.maxDuels()) {
      counters.count(DuelEvent.DUELS_OVER_TOTAL);
      return;
    }
    Duel duel = new Duel(nextId.getAndIncrement(), challenger.player().name(), 0);
    byId.put(duel.id(), duel);
    counters.count(DuelEvent.DUELS_BEGUN);
  }

  private List<Duel> list(int most) {
    return byId.values().stream().limit(most).toList();
  }
}
