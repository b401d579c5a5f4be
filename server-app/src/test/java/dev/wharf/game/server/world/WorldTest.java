package dev.wharf.game.server.world;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wharf.game.proto.Appeared;
import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.FollowRequest;
import dev.wharf.game.proto.Followed;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.Overview;
import dev.wharf.game.proto.Said;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.SpeakRequest;
import dev.wharf.game.proto.WorldFailureCode;
import dev.wharf.game.proto.WorldProto;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.Game;
import dev.wharf.server.GameContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
            carl.send(EnterWorldRequest.newBuilder().setRequestId(7));
            carl.receive(EnterWorldReply.class); // or a failure, while the zone is full
          });
    }
  }

  @Test
  void playersSeeEachOtherComeAndGo() {
    try (RunningServer server = start("world.sight", "80", "world.zones", "1")) {
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
  void thoseNearHearWhatAPlayerSays() {
    try (RunningServer server = start("world.sight", "80", "world.zones", "1")) {
      TestClient ann = server.player("ann");
      ZoneEntered entered = enter(ann);
      TestClient bob = server.player("bob");
      enter(bob);
      bob.await(SightChanged.class);
      ann.await(SightChanged.class);
      ann.send(SpeakRequest.newBuilder().setText("  hello\n"));
      for (TestClient each : List.of(ann, bob)) {
        Said said = each.await(SightChanged.class).getSaid(0);
        assertThat(said.getObject()).isEqualTo(entered.getObject());
        assertThat(said.getText()).isEqualTo("hello");
      }
    }
  }

  @Test
  void aPlayerSaysOneTextASecond() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      enter(ann);
      ann.send(SpeakRequest.newBuilder().setText("one"));
      assertThat(ann.await(SightChanged.class).getSaid(0).getText()).isEqualTo("one");
      ann.send(SpeakRequest.newBuilder().setText("two"));
      ann.send(SpeakRequest.newBuilder().setText("three"));
      assertThat(ann.await(SightChanged.class).getSaid(0).getText()).isEqualTo("three");
      assertThat(server.count(WorldEvent.SPEECH_REPLACED)).isOne();
    }
  }

  @Test
  void refusesInvalidTexts() {
    try (RunningServer server = start()) {
      TestClient ann = server.player("ann");
      ann.send(SpeakRequest.newBuilder().setClientSequence(3).setText("too early"));
      assertThat(ann.receiveFailure(FailureCode.INVALID_REQUEST, false).getRequestId())
          .isEqualTo(3);
      enter(ann);
      for (String text : List.of("", " \u200b", "x".repeat(81), "x" + "\u0301".repeat(31))) {
        ann.send(SpeakRequest.newBuilder().setText(text));
        ann.awaitFailure(FailureCode.INVALID_REQUEST);
      }
    }
  }

  private static void watch(TestClient client) {
    client.send(EnterWorldRequest.newBuilder().setRequestId(8).setWatch(true));
    assertThat(client.await(EnterWorldReply.class).getRequestId()).isEqualTo(8);
  }

  @Test
  void aClientWatchesAllObjectsInSeveralPackets() {
    try (RunningServer server =
        start(
            "world.max-watchers", "1",
            "world.zones", "1",
            "world.walkers", "25",
            "world.most-in-sight", "10")) {
      TestClient ann = server.player("ann");
      watch(ann);
      Overview first = ann.await(Overview.class);
      while (first.getFirst() > 0) {
        first = ann.await(Overview.class);
      }
      Overview second = ann.await(Overview.class);
      Overview third = ann.await(Overview.class);
      assertThat(first.getGapsList()).startsWith(0, 1).hasSize(10);
      assertThat(second.getTick()).isEqualTo(first.getTick());
      assertThat(second.getFirst()).isEqualTo(10);
      assertThat(second.getGapsList()).startsWith(10, 1).hasSize(10);
      assertThat(third.getFirst()).isEqualTo(20);
      assertThat(third.getKindsList()).containsOnly(Walker.KIND).hasSize(5);
      assertThat(third.getLast()).isGreaterThan(24);
    }
  }

  @Test
  void aClientFollowsAPlayerIntoTheNextZone() {
    try (RunningServer server =
        start(
            "world.width", "20",
            "world.height", "20",
            "world.sight", "5",
            "world.speed", "100",
            "world.max-watchers", "1")) {
      TestClient ann = server.player("ann");
      TestClient eve = server.player("eve");
      ZoneEntered at = enter(ann);
      watch(eve);
      eve.send(FollowRequest.newBuilder().setZone(at.getZone()).setObject(at.getObject()));
      Followed followed = eve.await(Followed.class);
      assertThat(followed.getName()).isEqualTo("ann");
      assertThat(followed.getX()).isEqualTo(at.getX());
      awaitReach(ann);
      ann.send(
          MoveRequest.newBuilder().setInput(1).setX(at.getZone() == 0 ? 210 : 190).setY(at.getY()));
      while (followed.getZone() == at.getZone()) {
        followed = eve.await(Followed.class);
      }
      assertThat(followed.getName()).isEqualTo("ann");
    }
  }

  @Test
  void aFollowedObjectSeesWhatThePlayerSees() {
    try (RunningServer server =
        start("world.sight", "80", "world.zones", "1", "world.max-watchers", "1")) {
      TestClient ann = server.player("ann");
      ZoneEntered at = enter(ann);
      TestClient bob = server.player("bob");
      ZoneEntered other = enter(bob);
      watch(ann);
      ann.send(FollowRequest.newBuilder().setObject(at.getObject()));
      assertThat(ann.await(Followed.class).getGapsList()).containsExactly(other.getObject());
    }
  }

  @Test
  void refusesToShowTheWholeWorldByDefault() {
    try (RunningServer server = start()) {
      TestClient eve = server.player("eve");
      eve.send(FollowRequest.newBuilder().setObject(1));
      eve.receiveFailure(FailureCode.INVALID_REQUEST, false);
      eve.send(EnterWorldRequest.newBuilder().setRequestId(9).setWatch(true));
      assertThat(eve.receiveFailure(WorldFailureCode.TOO_MANY_WATCHERS, false).getRequestId())
          .isEqualTo(9);
      assertThat(server.count(WorldEvent.WATCHERS_REFUSED)).isOne();
    }
  }

  @Test
  void aWatcherWhoLeavesMakesPlaceForAnother() {
    try (RunningServer server = start("world.max-watchers", "1")) {
      TestClient eve = server.player("eve");
      watch(eve);
      watch(eve);
      TestClient bob = server.player("bob");
      bob.send(EnterWorldRequest.newBuilder().setRequestId(9).setWatch(true));
      bob.receiveFailure(WorldFailureCode.TOO_MANY_WATCHERS, false);
      eve.close();
      eventually(
          () -> {
            TestClient carl = server.player("carl" + System.nanoTime());
            carl.send(EnterWorldRequest.newBuilder().setRequestId(9).setWatch(true));
            carl.receive(EnterWorldReply.class); // or a failure, while eve watches
          });
    }
  }

  @Test
  void checksItsSettings() {
    assertThatThrownBy(() -> start("world.width", "60", "world.zones", "3"))
        .hasMessageContaining("world.zones")
        .hasMessageContaining("less than world.sight (30 m)");
    assertThatThrownBy(() -> start("world.width", "1600", "world.height", "1600"))
        .hasMessageContaining("world.width")
        .hasMessageContaining("the packet with the walls of a world of 1600 m by 1600 m");
    assertThatThrownBy(
            () -> start("world.most-in-sight", "1000", "session.max-sent-frame-bytes", "4096"))
        .hasMessageContaining("world.most-in-sight");
  }

  /// A game that has only the world, and puts objects into it at its start.
  private record WorldOnly(Consumer<Zone> filling) implements Game {
    @Override
    public String name() {
      return "world";
    }

    @Override
    public PacketCatalog catalog() {
      return PacketCatalog.withSystem(WorldProto.getDescriptor());
    }

    @Override
    public List<Class<? extends Record>> settings() {
      return List.of(WorldSettings.class);
    }

    @Override
    public void start(GameContext context) {
      World world = new World(context, null);
      filling.accept(world.zone(0));
      world.start(context);
    }
  }

  /// An object that is replaced at each tick by another one, which is one unit further.
  private static final class Spark extends WorldObject {
    private final Zone zone;

    Spark(Zone zone, int x) {
      super(3);
      this.zone = zone;
      moveTo(x, 0);
    }

    @Override
    void onTick(int tick) {
      zone.add(new Spark(zone, x() + 1));
      zone.remove(this);
    }
  }

  @Test
  void anObjectMayPutAnotherOneInItsPlace() {
    Game game = new WorldOnly(zone -> zone.add(new Spark(zone, 100)));
    try (RunningServer server =
        RunningServer.start(
            game,
            "world.width",
            "60",
            "world.height",
            "40",
            "world.zones",
            "1",
            "world.sight",
            "80",
            "world.walkers",
            "0",
            "world.tick",
            "200ms")) {
      TestClient ann = server.player("ann");
      enter(ann);
      int before = 0;
      for (int i = 0; i < 5; i++) {
        Appeared spark = ann.await(SightChanged.class).getAppeared(0);
        assertThat(spark.getX()).isEqualTo(before == 0 ? spark.getX() : before + 1);
        before = spark.getX();
        Snapshot snapshot = ann.await(Snapshot.class);
        assertThat(snapshot.getGapsList()).containsExactly(spark.getObject());
        assertThat(snapshot.getDxList()).containsExactly(spark.getX());
      }
    }
  }

  @Test
  void aZoneTakesAsManyObjectsOfTheGameAsItsSettingSays() {
    List<@Nullable Throwable> refusals = new ArrayList<>();
    Game game =
        new WorldOnly(
            zone -> {
              Spark first = new Spark(zone, 1);
              zone.add(first);
              zone.add(new Spark(zone, 2));
              refusals.add(catchThrowable(() -> zone.add(new Spark(zone, 3))));
              zone.remove(first);
            });
    try (RunningServer _ =
        RunningServer.start(game, "world.max-objects", "2", "world.walkers", "3")) {
      assertThat(refusals)
          .singleElement()
          .isInstanceOf(IllegalStateException.class)
          .hasToString(
              "java.lang.IllegalStateException: zone 0 has 5 objects besides players, the most: its"
                  + " walkers, and world.max-objects");
    }
  }
}
