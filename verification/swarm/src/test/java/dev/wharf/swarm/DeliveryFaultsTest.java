package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.FaultyRelay.Meddler;
import dev.wharf.game.tests.TestServer;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Tests with a relay that changes single frames between a swarm and a real server. The swarm must
/// count exactly these faults, and its verdict must name them.
///
/// Each client sends [#EACH] messages. In chat, all members of a room, which has [#ROOM] members,
/// get each message. A fault affects one packet of each connection unless the name of the fault
/// says otherwise.
class DeliveryFaultsTest {
  private static final int CLIENTS = 6;
  private static final int EACH = 5;
  private static final int ROOM = 3;
  private static final int SENT = CLIENTS * EACH;
  private static final int HEARD = SENT * ROOM;

  private static final EchoReply REPLY = EchoReply.getDefaultInstance();
  private static final EchoRequest REQUEST = EchoRequest.getDefaultInstance();
  private static final ChatMessage MESSAGE = ChatMessage.getDefaultInstance();
  private static final SayRequest SAY = SayRequest.getDefaultInstance();

  private static TestServer server;

  @BeforeAll
  static void startServer() {
    server = TestServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  /// A fault and its expected effect.
  ///
  /// @param toServer changes the frames to the server, for each connection
  /// @param toClient changes the frames to the client, for each connection
  /// @param counts the expected counts
  /// @param broken the metrics whose thresholds must be broken; no other threshold may be broken
  private record Case(
      String name,
      String scenario,
      IntFunction<Meddler> toServer,
      IntFunction<Meddler> toClient,
      Counts counts,
      List<String> broken) {}

  /// Runs all cases at the same time, because the runs with lost messages last until the settle
  /// timeout.
  @TestFactory
  Stream<DynamicTest> tellsExactlyWhatHappened() {
    var executor = Executors.newVirtualThreadPerTaskExecutor();
    List<Case> cases = Stream.concat(echoCases(), chatCases()).toList();
    List<CompletableFuture<SwarmResult>> runs =
        cases.stream()
            .map(one -> CompletableFuture.supplyAsync(() -> run(one, cases), executor))
            .toList();
    return cases.stream()
        .map(one -> dynamicTest(one.name(), () -> check(one, runs.get(cases.indexOf(one)).join())))
        .onClose(executor::close);
  }

  private static Stream<Case> echoCases() {
    return Stream.of(
        echo("echo unharmed", null, null, echoed(0, 0, 0, 0, 0)),
        echo("a reply lost", null, _ -> Faults.lose(REPLY, 3), echoed(6, 0, 0, 0, 0), "lost"),
        echo(
            "the last reply lost", null, _ -> Faults.lose(REPLY, 5), echoed(6, 0, 0, 0, 0), "lost"),
        echo("a request lost", _ -> Faults.lose(REQUEST, 1), null, echoed(6, 0, 0, 0, 0), "lost"),
        echo(
            "one reply of all lost",
            null,
            only(0, () -> Faults.lose(REPLY, 2)),
            echoed(1, 0, 0, 0, 0),
            "lost"),
        echo(
            "a reply repeated",
            null,
            _ -> Faults.repeat(REPLY, 1),
            echoed(0, 6, 0, 0, 0),
            "duplicated"),
        echo(
            "a request repeated",
            _ -> Faults.repeat(REQUEST, 3),
            null,
            echoed(0, 6, 0, 0, 0),
            "duplicated"),
        echo(
            "replies swapped",
            null,
            _ -> Faults.swap(REPLY, 1),
            echoed(0, 0, 6, 0, 0),
            "out_of_order"),
        echo(
            "requests swapped",
            _ -> Faults.swap(REQUEST, 4),
            null,
            echoed(0, 0, 6, 0, 0),
            "out_of_order"),
        echo(
            "a reply corrupted",
            null,
            _ -> Faults.corrupt(REPLY, 5),
            echoed(0, 0, 0, 6, 0),
            "corrupted"),
        echo(
            "a request corrupted",
            _ -> Faults.corrupt(REQUEST, 3),
            null,
            echoed(0, 0, 0, 6, 0),
            "corrupted"),
        echo(
            "a reply's clock changed",
            null,
            _ -> Faults.rewrite(REPLY, 2, r -> r.toBuilder().setSentNanos(1).build()),
            echoed(0, 0, 0, 6, 0),
            "corrupted"),
        echo(
            "a reply with a number that was never sent",
            null,
            _ -> Faults.rewrite(REPLY, 3, r -> r.toBuilder().setSequence(EACH + 1).build()),
            echoed(6, 0, 0, 0, 6),
            "lost",
            "unexpected"),
        echo(
            "a different fault on each connection",
            null,
            DeliveryFaultsTest::oneLostTwoRepeatedThreeSwapped,
            echoed(1, 2, 3, 0, 0),
            "lost",
            "duplicated",
            "out_of_order"));
  }

  private static Stream<Case> chatCases() {
    return Stream.of(
        chat("chat unharmed", null, null, heard(0, 0, 0, 0, 0, 0)),
        chat(
            "a message lost to one member",
            null,
            _ -> Faults.lose(MESSAGE, 3),
            heard(6, 0, 0, 0, 6, 0),
            "lost",
            "gaps"),
        chat(
            "the last message lost to one member",
            null,
            _ -> Faults.lose(MESSAGE, EACH * ROOM),
            heard(6, 0, 0, 0, 0, 0),
            "lost"),
        chat(
            "one message of all lost to one member",
            null,
            only(3, () -> Faults.lose(MESSAGE, 7)),
            heard(1, 0, 0, 0, 1, 0),
            "lost",
            "gaps"),
        chat(
            "a text lost to the whole room",
            _ -> Faults.lose(SAY, 3),
            null,
            heard(18, 0, 0, 0, 0, 0),
            "lost"),
        chat(
            "one text of all lost to the whole room",
            only(3, () -> Faults.lose(SAY, 2)),
            null,
            heard(3, 0, 0, 0, 0, 0),
            "lost"),
        chat(
            "the last text of one lost to the whole room",
            only(3, () -> Faults.lose(SAY, EACH)),
            null,
            heard(3, 0, 0, 0, 0, 0),
            "lost"),
        chat(
            "a message repeated to one member",
            null,
            _ -> Faults.repeat(MESSAGE, 3),
            heard(0, 6, 0, 0, 0, 0),
            "duplicated"),
        chat(
            "a text repeated to the whole room",
            _ -> Faults.repeat(SAY, 2),
            null,
            heard(0, 18, 0, 0, 0, 0),
            "duplicated"),
        chat(
            "messages swapped for one member",
            null,
            _ -> Faults.swap(MESSAGE, 3),
            heard(0, 0, 6, 0, 6, 0),
            "out_of_order",
            "gaps"),
        chat(
            "texts swapped for the whole room",
            _ -> Faults.swap(SAY, 3),
            null,
            heard(0, 0, 18, 0, 0, 0),
            "out_of_order"),
        chat(
            "a message corrupted for one member",
            null,
            _ -> Faults.corrupt(MESSAGE, 3),
            heard(0, 0, 0, 6, 0, 0),
            "corrupted"),
        chat(
            "a text corrupted for the whole room",
            _ -> Faults.corrupt(SAY, 3),
            null,
            heard(0, 0, 0, 18, 0, 0),
            "corrupted"),
        chat(
            "a message of another room",
            null,
            _ -> Faults.rewrite(MESSAGE, 3, m -> m.toBuilder().setRoomId(1 << 20).build()),
            heard(6, 0, 0, 0, 6, 6),
            "lost",
            "gaps",
            "unexpected"),
        chat(
            "a message of a stranger",
            null,
            _ -> Faults.rewrite(MESSAGE, 3, m -> m.toBuilder().setSenderId(1L << 40).build()),
            heard(6, 0, 0, 0, 6, 6),
            "lost",
            "gaps",
            "unexpected"));
  }

  private static Meddler oneLostTwoRepeatedThreeSwapped(int connection) {
    return switch (connection) {
      case 0 -> Faults.lose(REPLY, 2);
      case 1, 2 -> Faults.repeat(REPLY, 2);
      default -> Faults.swap(REPLY, 2);
    };
  }

  private static SwarmResult run(Case one, List<Case> all) {
    String name = "run" + all.indexOf(one);
    try (FaultyRelay relay = new FaultyRelay(server.port(), one.toServer(), one.toClient())) {
      SwarmOptions options =
          SwarmOptions.builder(relay.address())
              .clients(CLIENTS)
              .scenarios(List.of(one.scenario()))
              .rate(20)
              .duration(Duration.ofMillis(50 * EACH))
              .roomSize(ROOM)
              .workers(1)
              .namePrefix(name)
              .settleTimeout(Duration.ofSeconds(3))
              .build();
      return new Swarm(options, new GameSwarm()).run(ProgressView.none());
    }
  }

  private static void check(Case one, SwarmResult result) {
    assertThat(result.errors()).isEmpty();
    assertThat(result.scenarios().getFirst().counts()).isEqualTo(one.counts());
    Verdict verdict = Verdict.of(result, Threshold.withDefaults(List.of()));
    assertThat(verdict.broken())
        .extracting(check -> check.threshold().metric())
        .containsExactlyInAnyOrderElementsOf(one.broken());
    assertThat(verdict.isGood()).isEqualTo(one.broken().isEmpty());
  }

  private static Case echo(
      String name,
      IntFunction<Meddler> toServer,
      IntFunction<Meddler> toClient,
      Counts counts,
      String... broken) {
    return new Case(name, "echo", orNone(toServer), orNone(toClient), counts, List.of(broken));
  }

  private static Case chat(
      String name,
      IntFunction<Meddler> toServer,
      IntFunction<Meddler> toClient,
      Counts counts,
      String... broken) {
    return new Case(name, "chat", orNone(toServer), orNone(toClient), counts, List.of(broken));
  }

  private static IntFunction<Meddler> orNone(IntFunction<Meddler> meddler) {
    return meddler == null ? _ -> Faults.none() : meddler;
  }

  private static IntFunction<Meddler> only(
      int victim, java.util.function.Supplier<Meddler> meddler) {
    return connection -> connection == victim ? meddler.get() : Faults.none();
  }

  private static Counts echoed(
      long lost, long duplicated, long outOfOrder, long corrupted, long unexpected) {
    return new Counts(
        SENT, 0, 0, SENT, SENT - lost, duplicated, outOfOrder, corrupted, 0, unexpected, 0);
  }

  private static Counts heard(
      long lost, long duplicated, long outOfOrder, long corrupted, long gaps, long unexpected) {
    return new Counts(
        SENT, 0, 0, HEARD, HEARD - lost, duplicated, outOfOrder, corrupted, gaps, unexpected, 0);
  }
}
