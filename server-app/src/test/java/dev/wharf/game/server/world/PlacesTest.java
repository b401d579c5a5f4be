package dev.wharf.game.server.world;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.storage.StorageEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a player stands where it stood when it was here last.
@Timeout(120)
class PlacesTest {
  private static final String NEVER = "1h";

  @TempDir Path folder;

  /// Starts a server. Its world has one zone and no walls.
  ///
  /// @param saveAfter the setting `storage.save-after`
  private RunningServer start(String saveAfter, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "account.enabled", "true",
                "storage.url", "sqlite:" + folder.resolve("game.db"),
                "storage.deadline", "30s",
                "storage.save-after", saveAfter,
                "login.save-timeout", "1m",
                "world.width", "30",
                "world.height", "30",
                "world.zones", "1",
                "world.walkers", "0",
                "world.speed", "100",
                "world.tick", "20ms"));
    all.addAll(List.of(more));
    return RunningServer.start(all.toArray(String[]::new));
  }

  private static WorldMap.Spot enter(TestClient client) {
    client.send(EnterWorldRequest.newBuilder().setRequestId(5));
    assertThat(client.await(EnterWorldReply.class).getRequestId()).isEqualTo(5);
    ZoneEntered entered = client.await(ZoneEntered.class);
    return new WorldMap.Spot(entered.getX(), entered.getY());
  }

  /// Walks as far as a player may in a tick, and returns where the player stands.
  private static WorldMap.Spot walk(TestClient client, WorldMap.Spot from, int input) {
    WorldMap.Spot to = new WorldMap.Spot(from.x() < 300 ? from.x() + 30 : from.x() - 30, from.y());
    client.send(MoveRequest.newBuilder().setInput(input).setX(to.x()).setY(to.y()));
    Snapshot snapshot = client.await(Snapshot.class);
    while (snapshot.getInput() < input) {
      snapshot = client.await(Snapshot.class);
    }
    assertThat(new WorldMap.Spot(snapshot.getX(), snapshot.getY())).isEqualTo(to);
    return to;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("game.db"));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("PRAGMA foreign_keys = true");
      statement.execute(sql);
    }
  }

  /// Returns the place that the database has; null for none.
  private WorldMap.Spot saved(String account) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT x, y FROM place WHERE account_id = '" + account + "'")) {
      return row.next() ? new WorldMap.Spot(row.getInt(1), row.getInt(2)) : null;
    }
  }

  @Test
  void aPlayerStandsWhereItStoodAfterALogoutAndAfterARestart() throws Exception {
    WorldMap.Spot place;
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      place = walk(ann, enter(ann), 1);
      ann.close();
      TestClient again = server.player("ann");
      assertThat(enter(again)).isEqualTo(place);
      place = walk(again, place, 1); // the drain saves this place
    }
    String account;
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      account = server.session("ann").player().account().id();
      assertThat(enter(ann)).isEqualTo(place);
    }
    assertThat(saved(account)).isEqualTo(place);
  }

  @Test
  void aPlayerWhoWalksIsSavedFromTimeToTime() {
    try (RunningServer server = start("100ms")) {
      TestClient ann = server.player("ann");
      WorldMap.Spot place = enter(ann);
      String account = server.session("ann").player().account().id();
      for (int i = 1; i <= 3; i++) {
        WorldMap.Spot next = walk(ann, place, i);
        eventually(() -> assertThat(saved(account)).isEqualTo(next));
        place = next;
      }
    }
  }

  @Test
  void aLoginWaitsForTheLastSaveAlsoWhenTheDatabaseIsSlow() throws Exception {
    try (RunningServer server = start(NEVER);
        Connection busy = connect();
        Statement lock = busy.createStatement()) {
      TestClient ann = server.player("ann");
      String account = server.session("ann").player().account().id();
      WorldMap.Spot place = walk(ann, enter(ann), 1);
      TestClient bob = server.player("bob");
      lock.execute("BEGIN IMMEDIATE"); // the server's next commit waits
      ann.close();
      eventually(() -> assertThat(server.server().players().find("ann")).isNull());
      TestClient again = server.connect();
      again.send(LoginRequest.newBuilder().setRequestId(1).setName("ann"));
      bob.echo(1); // others play on
      assertThat(saved(account)).isNull();
      assertThat(server.server().players().find("ann")).isNull();
      lock.execute("ROLLBACK");
      again.receive(LoginReply.class);
      assertThat(saved(account)).as("saved before the login").isEqualTo(place);
      assertThat(enter(again)).isEqualTo(place);
    }
  }

  @Test
  void aLoginThatTakesOverStandsWhereTheFirstOneStood() {
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      WorldMap.Spot place = walk(ann, enter(ann), 1);
      TestClient other = server.player("ann");
      assertThat(enter(other)).isEqualTo(place);
    }
  }

  @Test
  void aPlayerWhoResumesStaysWhereItIs() throws Exception {
    WorldMap.Spot place;
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.connect();
      ann.loginResumable("ann");
      place = walk(ann, enter(ann), 1);
      ann.reset();
      TestClient again = server.connect();
      again.resume(ann);
      again.receive(ResumeReply.class);
      place = walk(again, place, 2); // a step from another place would be too far
    }
    try (RunningServer server = start(NEVER)) {
      assertThat(enter(server.player("ann"))).isEqualTo(place);
    }
  }

  @Test
  void aServerWhosePlayerHasLoggedInElsewhereSavesNothing() throws Exception {
    WorldMap.Spot place;
    String account;
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      account = server.session("ann").player().account().id();
      place = walk(ann, enter(ann), 1);
    }
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      WorldMap.Spot entered = enter(ann);
      execute("UPDATE account SET owner = owner + 1"); // as the login at another server does
      walk(ann, entered, 1);
      ann.close();
      eventually(() -> assertThat(server.count(StorageEvent.VALUES_DROPPED)).isOne());
    }
    assertThat(saved(account)).isEqualTo(place);
  }

  @Test
  void nothingIsLostWhileTheDatabaseIsBusy() throws Exception {
    try (RunningServer server = start("100ms", "storage.deadline", "500ms");
        Connection busy = connect();
        Statement lock = busy.createStatement()) {
      TestClient ann = server.player("ann");
      String account = server.session("ann").player().account().id();
      WorldMap.Spot place = enter(ann);
      eventually(() -> assertThat(saved(account)).isNotNull());
      lock.execute("BEGIN IMMEDIATE");
      WorldMap.Spot last = walk(ann, place, 1);
      eventually(() -> assertThat(server.count(StorageEvent.SAVES_REPEATED)).isPositive());
      last = walk(ann, last, 2); // the player plays on
      lock.execute("ROLLBACK");
      WorldMap.Spot latest = last;
      eventually(() -> assertThat(saved(account)).isEqualTo(latest));
      assertThat(server.count(StorageEvent.VALUES_DROPPED)).isZero();
    }
  }

  @Test
  void aPlaceWhoseSaveHasFailedIsSavedBeforeTheNextLogin() throws Exception {
    try (RunningServer server =
            start(NEVER, "storage.deadline", "300ms", "login.save-timeout", "100ms");
        Connection busy = connect();
        Statement lock = busy.createStatement()) {
      TestClient ann = server.player("ann");
      WorldMap.Spot place = walk(ann, enter(ann), 1);
      lock.execute("BEGIN IMMEDIATE");
      ann.close();
      eventually(() -> assertThat(server.count(StorageEvent.SAVES_REPEATED)).isPositive());
      lock.execute("ROLLBACK");
      eventually(() -> assertThat(enter(server.player("ann"))).isEqualTo(place));
    }
  }

  @Test
  void aPlaceThatIsNoLongerInTheWorldIsNotUsed() throws Exception {
    try (RunningServer server = start(NEVER)) {
      enter(server.player("ann"));
    }
    execute("UPDATE place SET x = 600, y = 5000");
    try (RunningServer server = start(NEVER)) {
      WorldMap.Spot place = enter(server.player("ann"));
      assertThat(place.x()).isBetween(0, 599);
      assertThat(place.y()).isBetween(0, 599);
    }
  }

  @Test
  void aPlayerWhoseZoneIsFullStandsInAnotherOne() throws Exception {
    String[] two = {
      "world.width", "40", "world.sight", "10", "world.zones", "2", "world.max-players", "1"
    };
    try (RunningServer server = start(NEVER, two)) {
      enter(server.player("ann"));
      enter(server.player("bob"));
    }
    execute("UPDATE place SET x = 100, y = 100"); // all in the first zone
    try (RunningServer server = start(NEVER, two)) {
      assertThat(enter(server.player("ann"))).isEqualTo(new WorldMap.Spot(100, 100));
      assertThat(enter(server.player("bob")).x()).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void thePlaceIsDeletedWithTheAccount() throws Exception {
    String account;
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      account = server.session("ann").player().account().id();
      enter(ann);
    }
    assertThat(saved(account)).isNotNull();
    execute("DELETE FROM account");
    assertThat(saved(account)).isNull();
  }

  @Test
  void enteringTwiceAtOnceEntersOnce() {
    try (RunningServer server = start(NEVER)) {
      TestClient ann = server.player("ann");
      ann.send(EnterWorldRequest.newBuilder().setRequestId(5));
      ann.send(EnterWorldRequest.newBuilder().setRequestId(6));
      assertThat(ann.await(EnterWorldReply.class).getRequestId()).isEqualTo(5);
      assertThat(ann.await(EnterWorldReply.class).getRequestId()).isEqualTo(6);
      assertThat(server.count(WorldEvent.WORLD_ENTERED)).isOne();
    }
  }
}
