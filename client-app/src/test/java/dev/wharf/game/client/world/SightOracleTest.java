package dev.wharf.game.client.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.Appeared;
import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.Said;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.ZoneEntered;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SightOracleTest {
  private static final EnterWorldReply WORLD =
      EnterWorldReply.newBuilder().setSight(10).setMostInSight(2).build();
  private static final int LATER = 41;

  private final LongAdder checked = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final AtomicInteger differences = new AtomicInteger();
  private final SightOracle oracle = new SightOracle(checked, late, differences::incrementAndGet);

  /// Reports what a client at a position sees at tick 1.
  private void sees(int object, int x, Appeared.Builder... seen) {
    sees(1, object, x, seen);
  }

  private void sees(int tick, int object, int x, Appeared.Builder... seen) {
    hears(tick, object, x, List.of(), seen);
  }

  private void hears(int tick, int object, int x, List<Said> said, Appeared.Builder... seen) {
    WorldView view = new WorldView();
    view.apply(WORLD);
    view.apply(ZoneEntered.newBuilder().setObject(object).build());
    SightChanged.Builder changes = SightChanged.newBuilder().setTick(tick).addAllSaid(said);
    Snapshot.Builder snapshot = Snapshot.newBuilder().setTick(tick).setX(x);
    int last = 0;
    for (Appeared.Builder each : seen) {
      changes.addAppeared(each);
      snapshot.addGaps(each.getObject() - last).addDx(each.getX()).addDy(0);
      last = each.getObject();
    }
    assertThat(view.apply(changes.build())).isNull();
    assertThat(view.apply(snapshot.build())).isNull();
    oracle.report(view);
  }

  private static Appeared.Builder at(int object, int x) {
    return Appeared.newBuilder().setObject(object).setX(x);
  }

  /// Makes the oracle compare tick 1.
  private int differences() {
    sees(LATER, 1, 0);
    return differences.get();
  }

  @Test
  void clientsThatSeeEachOtherAreRight() {
    sees(1, 0, at(2, 10));
    sees(2, 10, at(1, 0));
    sees(3, 21);
    assertThat(differences()).isZero();
    assertThat(checked.sum()).isEqualTo(3);
  }

  @Test
  void findsAnObjectThatAClientShouldHaveSeen() {
    sees(1, 0);
    sees(2, 10, at(1, 0));
    assertThat(differences()).isOne();
  }

  @Test
  void findsAnObjectThatIsTooFar() {
    sees(1, 0, at(2, 11));
    sees(2, 11);
    assertThat(differences()).isOne();
  }

  @Test
  void findsTwoPositionsOfOneObject() {
    sees(1, 0, at(2, 9));
    sees(2, 10, at(1, 0));
    assertThat(differences()).isPositive();
  }

  @Test
  void findsAnObjectThatIsNotOneOfTheNearest() {
    sees(1, 0, at(2, 5), at(4, 7));
    sees(2, 5, at(1, 0), at(4, 7));
    sees(3, 6, at(2, 5), at(4, 7));
    assertThat(differences()).isEqualTo(2);
  }

  @Test
  void thoseNearTheSpeakerHearTheText() {
    List<Said> said = List.of(Said.newBuilder().setObject(1).setText("hello").build());
    hears(1, 1, 0, said, at(2, 10));
    hears(1, 2, 10, said, at(1, 0));
    sees(3, 21);
    assertThat(differences()).isZero();
  }

  @Test
  void findsAClientThatHasNotHeardAText() {
    hears(1, 1, 0, List.of(Said.newBuilder().setObject(1).setText("hello").build()), at(2, 10));
    sees(2, 10, at(1, 0));
    assertThat(differences()).isOne();
  }

  @Test
  void findsAClientThatHasHeardATextFromAfar() {
    List<Said> said = List.of(Said.newBuilder().setObject(1).setText("hello").build());
    hears(1, 1, 0, said);
    hears(1, 3, 21, said);
    assertThat(differences()).isOne();
  }

  @Test
  void findsTwoTextsOfOneSpeaker() {
    hears(1, 1, 0, List.of(Said.newBuilder().setObject(1).setText("hello").build()), at(2, 10));
    hears(1, 2, 10, List.of(Said.newBuilder().setObject(1).setText("help").build()), at(1, 0));
    assertThat(differences()).isOne();
  }

  @Test
  void countsWhatComesTooLate() {
    sees(1, 0);
    assertThat(differences()).isZero();
    sees(2, 10, at(1, 0));
    assertThat(late.sum()).isOne();
  }
}
