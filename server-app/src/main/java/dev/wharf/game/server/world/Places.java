package dev.wharf.game.server.world;

import dev.wharf.storage.SavedField;
import org.jdbi.v3.core.Handle;

/// The places where players stood last, in the table `place`.
final class Places implements SavedField.Table<WorldMap.Spot> {
  @Override
  public WorldMap.Spot load(Handle handle, String account) {
    return handle
        .select("SELECT x, y FROM place WHERE account_id = ?", account)
        .map((row, _) -> new WorldMap.Spot(row.getInt(1), row.getInt(2)))
        .findOne()
        .orElse(WorldMap.NOWHERE);
  }

  @Override
  public void save(Handle handle, String account, WorldMap.Spot place) {
    handle.execute(
        "INSERT INTO place (account_id, x, y) VALUES (?, ?, ?)"
            + " ON CONFLICT (account_id) DO UPDATE SET x = excluded.x, y = excluded.y",
        account,
        place.x(),
        place.y());
  }
}
