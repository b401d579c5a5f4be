package dev.wharf.server.admin.console;

import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.server.admin.ActionCall;
import dev.wharf.server.admin.ActionField;
import dev.wharf.server.admin.ActionResult;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.action.Actions;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Stage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The actions of the kit: kick a session, and announce a text to all players. Thread-safe.
public final class KitActions {
  private static final String KICK = "kick";
  private static final String ANNOUNCE = "announce";

  /// The names that an action of the game must not have.
  public static final Set<String> NAMES = Set.of(KICK, ANNOUNCE, Actions.DRAIN);

  private static final String KICK_MESSAGE = "an operator closed this session";
  private static final int MAX_ANNOUNCEMENT = 256;

  private final AdminSources sources;

  KitActions(AdminSources sources) {
    this.sources = sources;
  }

  List<AdminAction> all() {
    return List.of(
        AdminAction.of(KICK, "Closes a session; its player is told and leaves", this::kick)
            .field(ActionField.number("session"))
            .onRow(KitTables.SESSIONS, "id"),
        AdminAction.of(ANNOUNCE, "Sends a text to all players online", this::announce)
            .field(ActionField.text("text", MAX_ANNOUNCEMENT)));
  }

  private CompletionStage<ActionResult> kick(ActionCall call) {
    long id = call.number("session");
    GameSession session = find(id);
    if (session == null) {
      return result(ActionResult.refused("no open session has the number " + id));
    }
    boolean hasPlayer = session.state() == Stage.PLAYING;
    String who = hasPlayer ? " of " + session.player().name() : "";
    String account = hasPlayer ? session.player().account().id() : "";
    session.kick(KICK_MESSAGE);
    return result(ActionResult.done("session " + id + who + " is closed").about(account));
  }

  private CompletionStage<ActionResult> announce(ActionCall call) {
    int told = 0;
    int missed = 0;
    for (GameSession player : sources.players().online()) {
      try {
        player.announce(call.text("text"));
        told++;
      } catch (BufferMemoryExhaustedException e) {
        missed++;
      }
    }
    String text = "sent to " + told + " players";
    return result(
        missed == 0
            ? ActionResult.done(text)
            : ActionResult.refused(
                text + ", and to " + missed + " not: the buffer memory is used up"));
  }

  /// Finds an open session, or that of an absent player.
  private @Nullable GameSession find(long id) {
    for (Session session : sources.service().sessions()) {
      if (session.id() == id) {
        GameSession found = sources.protocol().sessionOn(session);
        return found != null && found.isOpen() ? found : null;
      }
    }
    return sources.absences().sessions().stream()
        .filter(session -> session.id() == id)
        .findFirst()
        .orElse(null);
  }

  private static CompletionStage<ActionResult> result(ActionResult result) {
    return CompletableFuture.completedFuture(result);
  }
}
