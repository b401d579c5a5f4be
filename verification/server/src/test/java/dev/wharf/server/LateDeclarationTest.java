package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wharf.game.server.RunningServer;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AdminTable;
import dev.wharf.server.player.GameSession;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests that a game gets an exception when it declares something after its start.
class LateDeclarationTest {
  private enum Event {
    LATE
  }

  private static final class LateGame implements Game {
    private @Nullable GameContext context;
    private PacketRouter.@Nullable Builder<GameSession> packets;

    @Override
    public String name() {
      return "late";
    }

    @Override
    public PacketCatalog catalog() {
      return PacketCatalog.withSystem();
    }

    @Override
    public void start(GameContext started) {
      context = started;
      packets = started.packets();
    }
  }

  @Test
  void rejectsDeclarationsAfterTheStart() {
    LateGame game = new LateGame();
    try (RunningServer _ = RunningServer.start(game)) {
      GameContext context = Objects.requireNonNull(game.context);
      Map.<String, ThrowingCallable>of(
              "packet handlers", context::packets,
              "hooks", () -> context.onLogin(_ -> {}),
              "counters", () -> context.counters(Event.class),
              "gauges", () -> context.gauge("rooms", "Rooms", () -> 1),
              "admin tables", () -> context.table(AdminTable.of("rooms", () -> 0, _ -> List.of())),
              "admin actions", () -> context.action(AdminAction.of("ban", "Bans", _ -> null)),
              "warnings", () -> context.warn("late"))
          .forEach(
              (what, declaration) ->
                  assertThatIllegalStateException()
                      .isThrownBy(declaration)
                      .withMessage(
                          what
                              + " must be declared in Game.start: this server has started"
                              + " already"));
      assertThatIllegalStateException().isThrownBy(() -> context.onGone(_ -> {}));
      assertThatIllegalStateException()
          .isThrownBy(() -> context.onGoneSave(_ -> CompletableFuture.completedFuture(null)));
    }
  }

  @Test
  void rejectsAHandlerThatIsAddedThroughABuilderAfterTheStart() {
    LateGame game = new LateGame();
    try (RunningServer _ = RunningServer.start(game)) {
      PacketRouter.Builder<GameSession> packets = Objects.requireNonNull(game.packets);
      assertThatIllegalStateException()
          .isThrownBy(() -> packets.on(HeartbeatRequest.class, (_, _) -> {}))
          .withMessageStartingWith("the router is built");
    }
  }
}
