package dev.wharf.game.server.duel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.AdminClient;
import dev.wharf.game.server.RunningServer;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests the example of docs/game-server.md: a table from a query, and an action.
class AccountsTest {
  private final Game game =
      new Game() {
        @Override
        public String name() {
          return "banning";
        }

        @Override
        public PacketCatalog catalog() {
          return PacketCatalog.withSystem();
        }

        @Override
        public void start(GameContext context) {
          new Accounts(Thread::startVirtualThread, List.of("alice", "bob")).addTo(context);
        }
      };

  @Test
  void anOperatorFindsAndBansAnAccount() {
    try (RunningServer server =
            RunningServer.start(
                game,
                "admin.enabled",
                "true",
                "admin.port",
                "0",
                "admin.token",
                AdminClient.TOKEN);
        AdminClient admin = new AdminClient(server)) {
      assertThat(admin.table("accounts&sort=name&descending=true"))
          .containsEntry("total", "2")
          .containsEntry("rows.0.0", "bob");
      assertThat(ban(admin, "bob")).isEqualTo(200);
      assertThat(ban(admin, "carol")).isEqualTo(409);
      assertThat(admin.table("accounts&text=bo"))
          .containsEntry("total", "1")
          .hasEntrySatisfying("rows.0.1", ban -> assertThat(ban).startsWith("spam, +1000000000-"));
      assertThat(admin.table("audit"))
          .containsEntry("rows.0.6", "no account has this name")
          .containsEntry("rows.1.6", "bob is banned");
    }
  }

  private static int ban(AdminClient admin, String account) {
    return admin
        .post(
            "/api/actions/ban",
            AdminClient.TOKEN,
            "{\"account\": \"%s\", \"reason\": \"spam\"}".formatted(account))
        .statusCode();
  }
}
