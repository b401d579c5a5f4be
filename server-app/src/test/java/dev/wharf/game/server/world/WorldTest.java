package dev.wharf.game.server.world;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.WorldFailureCode;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static RunningServer start(String... more) {
    String[] all = new String[more.length + 10];
    System.arraycopy(
        new String[] {
          "world.width",
          "60",
          "world.height",
          "40",
          "world.walkers",
          "0",
          "world.tick",
          "20ms",
          "session.max-frame-bytes",
          "4096"
        },
        0,
        all,
        0,
        10);
    System.arraycopy(more, 0, all, 10, more.length);
    return RunningServer.start(all);
  }

  private static ZoneEntered enter(TestClient client) {
    client.send(EnterWorldRequest.newBuilder().setRequestId(5));
    assertThat(client.await(EnterWorldReply.class).getRequestId()).isEqualTo(5);
    return client.await(ZoneEntered.class);
  }

  /// Sends a move until the server has used it, and returns the snapshot that says so.
  private static Snapshot move(TestClient client, int input, int x, int y) {
    client.send(MoveRequest.newBuilder().setInput(input).setX(x).setY(y));
    Snapshot snapshot = client.await(Snapshot.class);
    while (snapshot.getInput() < input) {
      snapshot = client.await(Snapshot.class);
    }
    return snapshot;
  }

  @Test
  void aPlayerEntersAndGetsSnapshotsOfItself() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      ZoneEntered entered = enter(ann);
      Snapshot snapshot = ann.await(Snapshot.class);
      assertThat(snapshot.getX()).isEqualTo(entered.getX());
      assertThat(snapshot.getY()).isEqualTo(entered.getY());
      assertThat(snapshot.getGapsCount()).isZero();
      assertThat(ann.await(Snapshot.class).getTick()).isGreaterThan(snapshot.getTick());
    }
  }

  @Test
  void enteringAgainChangesNothing() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      enter(ann);
      ann.send(EnterWorldRequest.newBuilder().setRequestId(6));
      assertThat(ann.await(EnterWorldReply.class).getRequestId()).isEqualTo(6);
      assertThat(server.count(WorldEvent.WORLD_ENTERED)).isOne();
    }
  }

  @Test
  void refusesARequestWithoutANumber() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      ann.send(EnterWorldRequest.getDefaultInstance().toBuilder());
      ann.receiveFailure(FailureCode.INVALID_REQUEST, false);
    }
  }

  @Test
  void refusesAPlayerWhenEachZoneIsFullUntilOneLeaves() {
    try (RunningServer server = start("world.max-players", "1", "world.zones", "1")) {
      TestClient ann = server.player("ann");
      enter(ann);
      TestClient bob = server.player("bob");
      bob.send(EnterWorldRequest.newBuilder().setRequestId(7));
      assertThat(bob.receiveFailure(WorldFailureCode.WORLD_FULL, false).getRequestId())
          .isEqualTo(7);
      assertThat(server.count(WorldEvent.WORLD_FULL)).isOne();
      ann.close();
      eventually(
          () -> {
            TestClient carl = server.player("carl" + System.nanoTime());
            enter(carl);
          });
    }
  }

  @Test
  void playersSeeEachOtherComeAndGo() {
    try (RunningServer server = start("world.sight", "60", "world.zones", "1")) {
      TestClient ann = server.player("ann");
      ZoneEntered annEntered = enter(ann);
      TestClient bob = server.player("bob");
      ZoneEntered bobEntered = enter(bob);
      SightChanged seen = ann.await(SightChanged.class);
      assertThat(seen.getAppearedList()).hasSize(1);
      assertThat(seen.getAppeared(0).getName()).isEqualTo("bob");
      assertThat(seen.getAppeared(0).getX()).isEqualTo(bobEntered.getX());
      assertThat(bob.await(SightChanged.class).getAppeared(0).getObject())
          .isEqualTo(annEntered.getObject());
      bob.close();
      assertThat(ann.await(SightChanged.class).getVanishedList())
          .containsExactly(bobEntered.getObject());
    }
  }

  @Test
  void aPlayerWhoAsksForTooMuchStays() {
    try (RunningServer server = start("world.zones", "1")) {
      TestClient ann = server.player("ann");
      ZoneEntered at = enter(ann);
      int far = at.getX() < 600 ? at.getX() + 400 : at.getX() - 400;
      Snapshot snapshot = move(ann, 1, far, at.getY());
      assertThat(snapshot.getX()).isEqualTo(at.getX());
      assertThat(move(ann, 2, -1, at.getY()).getX()).isEqualTo(at.getX());
      assertThat(server.count(WorldEvent.MOVES_REFUSED)).isEqualTo(2);
    }
  }

  @Test
  void aPlayerWalksOverTheBorderIntoTheNextZone() {
    try (RunningServer server =
        start(
            "world.width", "20", "world.height", "20", "world.sight", "5", "world.speed", "100")) {
      TestClient ann = server.player("ann");
      ZoneEntered at = enter(ann);
      assertThat(at.getEntry()).isOne();
      awaitReach(ann);
      int x = at.getZone() == 0 ? 210 : 190;
      ann.send(MoveRequest.newBuilder().setInput(1).setX(x).setY(at.getY()));
      ZoneEntered next = ann.await(ZoneEntered.class);
      assertThat(next.getEntry()).isEqualTo(2);
      assertThat(next.getZone()).isEqualTo(1 - at.getZone());
      assertThat(next.getX()).isEqualTo(x);
      assertThat(ann.await(Snapshot.class).getInput()).isOne();
      assertThat(server.count(WorldEvent.ZONES_CROSSED)).isOne();
    }
  }

  /// Waits until the player has stood long enough to walk through the whole world.
  private static void awaitReach(TestClient client) {
    for (int i = 0; i < 12; i++) {
      client.await(Snapshot.class);
    }
  }

  @Test
  void checksItsSettings() {
    assertThatThrownBy(() -> start("world.width", "60", "world.zones", "3"))
        .hasMessageContaining("world.zones")
        .hasMessageContaining("less than world.sight (30 m)");
    assertThatThrownBy(
            () -> start("world.most-in-sight", "1000", "session.max-sent-frame-bytes", "4096"))
        .hasMessageContaining("world.most-in-sight");
  }
}
