package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.FaultyRelay.Frame;
import dev.wharf.game.tests.FaultyRelay.Meddler;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tests with a relay that changes the first whisper, or the first receipt, on its way to a user.
/// The swarm must count exactly this fault.
class WhisperFaultsTest {
  private static final int USERS = 2;
  private static final int EACH = 40;
  private static final int TEXTS = USERS * USERS * EACH;

  private static final int WHISPER =
      GamePackets.CATALOG.kindOf(WhisperMessage.getDefaultInstance()).id();

  /// In the second stage, one of the users leaves and comes back.
  private static final String ONE_COMES_BACK =
      "{ duration = 200ms }, { duration = 4s, storm = 50 %, away = 100ms }";

  private static final Predicate<WhisperMessage> RECEIPT = message -> message.getRequestId() != 0;
  private static final Predicate<WhisperMessage> DELIVERY = message -> message.getRequestId() == 0;

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void countsNoFaultWithoutOne() {
    Counts counts = run("unharmed", first(DELIVERY, List::of));
    assertThat(counts.isSpotless()).isTrue();
    assertThat(counts.unexpected()).isZero();
    assertThat(counts.expected()).as("the texts, and at least a whisper").isGreaterThan(TEXTS);
  }

  @Test
  void countsALostWhisper() {
    assertThat(run("lost", first(DELIVERY, _ -> List.of())).lost()).isEqualTo(1);
  }

  @Test
  void countsALostReceipt() {
    Counts counts = run("receipt", first(RECEIPT, _ -> List.of()));
    assertThat(counts.lost()).isEqualTo(1);
    assertThat(counts.unexpected()).isZero();
  }

  @Test
  void countsARepeatedWhisperAndARepeatedReceipt() {
    Counts whisper = run("twice", first(DELIVERY, frame -> List.of(frame, frame)));
    assertThat(whisper.duplicated()).isEqualTo(1);
    assertThat(whisper.lost()).isZero();
    Counts receipt = run("receipts", first(RECEIPT, frame -> List.of(frame, frame)));
    assertThat(receipt.duplicated()).isEqualTo(1);
    assertThat(receipt.lost()).isZero();
  }

  @Test
  void countsAWhisperWithAnotherText() {
    Counts counts =
        run("changed", first(DELIVERY, frame -> changed(frame, one -> one.setText("no"))));
    assertThat(counts.corrupted()).isEqualTo(1);
    assertThat(counts.lost()).isZero();
  }

  @Test
  void aWhisperOfAStrangerIsNoneOfTheRun() {
    Counts counts =
        run("stranger", first(DELIVERY, frame -> changed(frame, one -> one.setSenderName("eve"))));
    assertThat(counts.unexpected()).isZero();
    assertThat(counts.lost()).isEqualTo(1);
  }

  /// The first user that comes back logs in, and does not get the reply. The other user whispers to
  /// it. Then its connection ends, and it logs in again with the same name. The whisper is lost
  /// with the player of the first login.
  @Test
  void aWhisperToALoginThatTheUserRepeatsNeedNotArrive() {
    AtomicInteger lost = new AtomicInteger();
    Meddler toFirstThatIsBack =
        frame -> {
          if (frame.id() == WHISPER) {
            lost.incrementAndGet();
            throw new IOException("the end of the connection");
          }
          return List.of();
        };
    try (FaultyRelay relay =
        new FaultyRelay(
            server.port(), _ -> List::of, user -> user == USERS ? toFirstThatIsBack : List::of)) {
      SwarmOptions options =
          options(relay, "again")
              .rate(200)
              .profile(Profiles.parse("test", "stages = [ " + ONE_COMES_BACK + " ]").profile())
              .cut(new CutRate(0))
              .settleTimeout(Duration.ofSeconds(30))
              .build();
      SwarmResult result = new Swarm(options, new GameSwarm()).run(ProgressView.none());
      Counts counts = result.scenarios().getFirst().counts();
      assertThat(lost).as(counts + ", " + result.errors()).hasValue(1);
      assertThat(result.connections().retried()).isPositive();
      assertThat(counts.isSpotless()).as(counts.toString()).isTrue();
      assertThat(counts.unexpected()).isZero();
    }
  }

  /// Runs the chat of two users. The relay changes frames to the first user only.
  private static Counts run(String name, Meddler toFirst) {
    try (FaultyRelay relay =
        new FaultyRelay(server.port(), _ -> List::of, user -> user == 0 ? toFirst : List::of)) {
      SwarmResult result =
          new Swarm(options(relay, name).build(), new GameSwarm()).run(ProgressView.none());
      assertThat(result.errors()).isEmpty();
      return result.scenarios().getFirst().counts();
    }
  }

  private static SwarmOptions.Builder options(FaultyRelay relay, String name) {
    return SwarmOptions.builder(relay.address())
        .clients(USERS)
        .scenarios(List.of("chat"))
        .rate(20)
        .duration(Duration.ofMillis(50 * EACH))
        .roomSize(USERS)
        .workers(1)
        .seed(1)
        .namePrefix(name)
        .settleTimeout(Duration.ofSeconds(3));
  }

  /// Returns a meddler that changes the first whisper message of a kind.
  private static Meddler first(Predicate<WhisperMessage> kind, Meddler action) {
    AtomicInteger seen = new AtomicInteger();
    return frame ->
        frame.id() == WHISPER
                && kind.test(WhisperMessage.parseFrom(frame.body()))
                && seen.getAndIncrement() == 0
            ? action.pass(frame)
            : List.of(frame);
  }

  private interface Change {
    WhisperMessage.Builder apply(WhisperMessage.Builder message);
  }

  private static List<Frame> changed(Frame frame, Change change) throws IOException {
    WhisperMessage.Builder message = WhisperMessage.parseFrom(frame.body()).toBuilder();
    return List.of(new Frame(frame.id(), change.apply(message).build().toByteArray()));
  }
}
