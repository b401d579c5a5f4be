package dev.wharf.game.client.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.Appeared;
import dev.wharf.game.proto.Said;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.ZoneEntered;
import org.junit.jupiter.api.Test;

class WorldViewTest {
  private final WorldView view = new WorldView();

  private void appears(int tick, int object, int x) {
    assertThat(
            view.apply(
                SightChanged.newBuilder()
                    .setTick(tick)
                    .addAppeared(Appeared.newBuilder().setObject(object).setX(x))
                    .build()))
        .isNull();
  }

  /// Applies a snapshot in which one object has moved.
  private String move(int tick, int base, int object, int dx) {
    return view.apply(
        Snapshot.newBuilder()
            .setTick(tick)
            .setBaseTick(base)
            .addGaps(object)
            .addDx(dx)
            .addDy(0)
            .build());
  }

  private int x(int object) {
    return view.objects().get(object).x();
  }

  @Test
  void aSnapshotIsADifferenceToItsBase() {
    appears(1, 4, 70);
    assertThat(move(1, 0, 4, 70)).isNull();
    assertThat(move(2, 1, 4, 5)).isNull();
    assertThat(move(3, 1, 4, 8)).isNull();
    assertThat(x(4)).isEqualTo(78);
  }

  @Test
  void anObjectThatIsNotListedIsWhereItWasAtTheBase() {
    appears(1, 4, 70);
    assertThat(move(1, 0, 4, 70)).isNull();
    assertThat(move(2, 1, 4, 5)).isNull();
    assertThat(view.apply(Snapshot.newBuilder().setTick(3).setBaseTick(1).build())).isNull();
    assertThat(x(4)).isEqualTo(70);
  }

  @Test
  void theBaseOfANewerObjectIsWhereItHasAppeared() {
    assertThat(view.apply(Snapshot.newBuilder().setTick(1).build())).isNull();
    appears(2, 4, 70);
    assertThat(move(3, 1, 4, -1)).isNull();
    assertThat(x(4)).isEqualTo(69);
  }

  @Test
  void findsPacketsThatContradictWhatIsKnown() {
    assertThat(view.apply(SightChanged.newBuilder().addVanished(4).build()))
        .isEqualTo("object 4 has vanished, but was not in sight");
    appears(1, 4, 70);
    assertThat(
            view.apply(
                SightChanged.newBuilder().addAppeared(Appeared.newBuilder().setObject(4)).build()))
        .isEqualTo("object 4 has appeared, but was in sight");
    assertThat(move(2, 0, 5, 1)).isEqualTo("object 5 is not in sight");
    assertThat(move(9, 7, 4, 1)).isEqualTo("object 4 has no position at tick 7");
  }

  @Test
  void hearsWhatIsSaidAtTheTickOfTheSnapshot() {
    for (int speaker = 1; speaker <= 2; speaker++) {
      Said said = Said.newBuilder().setObject(speaker).setText("text " + speaker).build();
      assertThat(view.apply(SightChanged.newBuilder().setTick(3).addSaid(said).build())).isNull();
    }
    assertThat(view.heard()).isEmpty();
    assertThat(view.apply(Snapshot.newBuilder().setTick(3).build())).isNull();
    assertThat(view.heard()).hasSize(2).containsEntry(2, "text 2");
    assertThat(view.apply(Snapshot.newBuilder().setTick(4).build())).isNull();
    assertThat(view.heard()).isEmpty();
  }

  @Test
  void forgetsAllInAnotherZone() {
    appears(1, 4, 70);
    view.apply(ZoneEntered.newBuilder().setEntry(2).setZone(1).setX(9).build());
    assertThat(view.objects()).isEmpty();
    assertThat(view.x()).isEqualTo(9);
  }
}
