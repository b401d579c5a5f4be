package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.game.server.TestClient;
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

/// Tests that a server that is killed while a player walks loses the last moments of the walk only.
@Timeout(120)
class SavedPlaceTest {
  private static final int TICK_MILLIS = 20;
  private static final int SAVE_AFTER_MILLIS = 500;

  /// How late a save may be on a busy machine.
  private static final int SLACK_MILLIS = 10_000;

  @TempDir Path folder;

  private record Spot(int x, int y) {}

  /// A place in which the player stood.
  ///
  /// @param tick the last tick at which the player stood there, by the server's count
  private record Stay(int tick, Spot spot) {}

  private String url() {
    return "sqlite:" + folder.resolve("game.db");
  }

  private ServerProcess start() {
    return ServerProcess.start(
        "--port=0",
        "--set=account.enabled=true",
        "--set=storage.url=" + url(),
        "--set=storage.save-after=" + SAVE_AFTER_MILLIS + "ms",
        "--set=world.width=70",
        "--set=world.height=30",
        "--set=world.zones=1",
        "--set=world.walkers=0",
        "--set=world.speed=50",
        "--set=world.tick=" + TICK_MILLIS + "ms");
  }

  private static Spot enter(TestClient client) {
    client.send(EnterWorldRequest.newBuilder().setRequestId(5));
    ZoneEntered entered = client.await(ZoneEntered.class);
    return new Spot(entered.getX(), entered.getY());
  }

  /// Reads the place of the only player; null when there is none.
  private Spot saved() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:" + url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT x, y FROM place")) {
      return row.next() ? new Spot(row.getInt(1), row.getInt(2)) : null;
    }
  }

  @Test
  void aKilledServerLosesTheLastMomentsOfAWalkOnly() throws Exception {
    List<Stay> walk = new ArrayList<>();
    Spot before = null;
    try (ServerProcess server = start()) {
      TestClient ann = new TestClient(server.awaitReady());
      ann.login("ann");
      Spot place = enter(ann);
      int dx = place.x() < 700 ? 1 : -1; // each place of the walk is another one
      int saves = 0;
      for (int input = 1; saves < 3; input++) {
        ann.send(MoveRequest.newBuilder().setInput(input).setX(place.x() + dx).setY(place.y()));
        Snapshot snapshot = ann.await(Snapshot.class);
        while (snapshot.getInput() < input) {
          snapshot = ann.await(Snapshot.class);
        }
        walk.add(new Stay(snapshot.getTick(), place));
        place = new Spot(snapshot.getX(), snapshot.getY());
        Spot now = saved();
        saves += now == null || now.equals(before) ? 0 : 1;
        before = now;
      }
      walk.add(new Stay(walk.getLast().tick(), place));
    } // killed
    List<Spot> places = walk.stream().map(Stay::spot).toList();
    try (ServerProcess server = start()) {
      TestClient ann = new TestClient(server.awaitReady());
      ann.login("ann");
      Spot kept = enter(ann);
      assertThat(places).contains(kept);
      int index = places.indexOf(kept);
      assertThat(index).isGreaterThanOrEqualTo(places.indexOf(before));
      int age = (walk.getLast().tick() - walk.get(index).tick()) * TICK_MILLIS;
      System.out.printf(
          "killed: the place is %d ms old, of %d steps; save-after is %d ms%n",
          age, walk.size(), SAVE_AFTER_MILLIS);
      assertThat(age).isLessThanOrEqualTo(SAVE_AFTER_MILLIS + SLACK_MILLIS);
    }
  }
}
