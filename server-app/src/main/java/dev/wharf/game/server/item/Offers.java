package dev.wharf.game.server.item;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.proto.Goods;
import dev.wharf.server.password.Secrets;
import dev.wharf.server.player.GameSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The open offers: at most one of each player online. Thread-safe.
final class Offers {
  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final int ID_BYTES = 16;

  private final EngineRuntime runtime;
  private final Secrets secrets;
  private final Map<String, Offer> byId = new HashMap<>();
  private final Map<GameSession, String> bySender = new HashMap<>();

  /// An offer of one player to another.
  ///
  /// @param made the time at which it was made, by the runtime's clock
  record Offer(String id, GameSession from, GameSession to, Goods gives, Goods wants, long made) {}

  Offers(EngineRuntime runtime) {
    this.runtime = runtime;
    this.secrets = new Secrets(runtime);
  }

  /// Opens an offer, in place of the sender's last one.
  synchronized Offer open(GameSession from, GameSession to, Goods gives, Goods wants) {
    String id = secrets.hex(ID_BYTES);
    Offer offer = new Offer(id, from, to, gives, wants, runtime.nanoTime());
    String last = bySender.put(from, id);
    if (last == null) {
      from.atEnd(() -> close(from));
    } else {
      byId.remove(last);
    }
    byId.put(id, offer);
    return offer;
  }

  /// Takes an offer that was made to a player, so that nobody else can take it.
  ///
  /// @return null when the player has no such offer
  synchronized @Nullable Offer take(String id, GameSession to) {
    Offer offer = byId.get(id);
    if (offer == null || !offer.to().equals(to)) {
      return null;
    }
    byId.remove(id);
    return runtime.nanoTime() - offer.made() > LIFE.toNanos() ? null : offer;
  }

  /// Opens an offer again whose trade was neither made nor refused, unless the sender has made
  /// another one or has left.
  synchronized void putBack(Offer offer) {
    if (offer.id().equals(bySender.get(offer.from()))) {
      byId.put(offer.id(), offer);
    }
  }

  private synchronized void close(GameSession from) {
    String id = bySender.remove(from);
    if (id != null) {
      byId.remove(id);
    }
  }

  synchronized int count() {
    return byId.size();
  }
}
