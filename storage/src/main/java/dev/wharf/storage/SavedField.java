package dev.wharf.storage;

import dev.wharf.engine.CloseReason;
import dev.wharf.server.player.GameSession;
import dev.wharf.storage.Outcome.Done;
import dev.wharf.storage.Outcome.NotDone;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// A value of each player that is kept in the database, and in memory while the player is online:
/// its position, or its points. It is loaded when it is used for the first time, after the last
/// save of the same account. A changed value is saved some time later ([WriteBehind]), and at the
/// latest when the player leaves.
///
/// Thread-safe, but [#use] is for the callbacks of the session.
///
/// @param <V> the value; an immutable object
public final class SavedField<V> {
  private final Storage storage;
  private final Function<GameSession, Guard> guards;
  private final Table<V> table;
  private final WriteBehind<SavedValue<V>> behind;

  /// The values of the players online who have used them.
  private final ConcurrentHashMap<GameSession, Slot<V>> slots = new ConcurrentHashMap<>();

  /// Loads and saves a value. Both methods are parts of a [Work].
  ///
  /// @param <V> the value
  public interface Table<V> {
    /// Returns the value of an account; the value of a new player when none was saved.
    V load(Handle handle, String account) throws Exception;

    /// Writes the value of an account.
    void save(Handle handle, String account, V value) throws Exception;
  }

  /// Checks that a login may still change its account. A part of a [Work].
  @FunctionalInterface
  public interface Guard {
    /// Checks it.
    ///
    /// @throws WorkRefusedException when there is a later login of the account, so that nothing may
    ///   be saved
    void check(Handle handle) throws WorkRefusedException;
  }

  /// The value of one player. Its fields are confined to the callbacks of the session.
  private static final class Slot<V> {
    @Nullable SavedValue<V> value;

    /// The uses that wait for the value. Later ones wait behind them, to keep the order.
    int waiting;
  }

  /// Creates a field. The game does so in [Game#start][dev.wharf.server.Game#start].
  ///
  /// @param guards returns the guard of a player online. Each save checks it first
  public SavedField(Storage storage, Function<GameSession, Guard> guards, Table<V> table) {
    this.storage = storage;
    this.guards = guards;
    this.table = table;
    this.behind = storage.writeBehind((handle, _, value) -> save(handle, value));
  }

  private void save(Handle handle, SavedValue<V> value) throws Exception {
    value.guard().check(handle);
    table.save(handle, value.account(), value.get());
  }

  /// Gives the value of a player to `next`: at once when it is loaded, or in a later callback of
  /// the session. Several uses run in their order. Call this method in a callback of the session,
  /// after the login.
  ///
  /// @param next gets the value, or why it could not be loaded. Not called when the session has
  ///   ended for good
  public void use(GameSession session, Consumer<? super Outcome<SavedValue<V>>> next) {
    Slot<V> slot = slots.get(session);
    if (slot == null) {
      slot = new Slot<>();
      slots.put(session, slot);
      session.atEnd(() -> end(session));
    }
    if (slot.value != null && slot.waiting == 0) {
      next.accept(new Done<>(slot.value));
    } else {
      load(session, slot, next);
    }
  }

  /// Changes the value of a player, and gives the new one to `next`. A session whose value cannot
  /// be loaded is closed, because the player would go on with a wrong one. Call this method like
  /// [#use].
  public void change(GameSession session, UnaryOperator<V> change, Consumer<? super V> next) {
    use(
        session,
        outcome -> {
          switch (outcome) {
            case Done<SavedValue<V>> done -> {
              V changed = change.apply(done.result().get());
              done.result().set(changed);
              next.accept(changed);
            }
            case NotDone<SavedValue<V>> not ->
                session.close(
                    CloseReason.OVERLOADED, "a value was not loaded: " + not.why().getMessage());
          }
        });
  }

  private void load(
      GameSession session, Slot<V> slot, Consumer<? super Outcome<SavedValue<V>>> next) {
    String account = session.player().account().id();
    slot.waiting++;
    storage
        .run(account, handle -> table.load(handle, account))
        .then(
            session,
            outcome -> {
              slot.waiting--;
              next.accept(keep(session, slot, outcome));
            });
  }

  private Outcome<SavedValue<V>> keep(GameSession session, Slot<V> slot, Outcome<V> loaded) {
    if (slot.value == null && loaded instanceof Done<V> done) {
      String account = session.player().account().id();
      slot.value = new SavedValue<>(behind, account, guards.apply(session), done.result());
    }
    return switch (loaded) {
      case NotDone<V> not when slot.value == null -> new NotDone<>(not.why());
      default -> new Done<>(Objects.requireNonNull(slot.value));
    };
  }

  private void end(GameSession session) {
    Slot<V> slot = slots.remove(session);
    if (slot != null && slot.value != null) {
      slot.value.leave();
    }
  }
}
