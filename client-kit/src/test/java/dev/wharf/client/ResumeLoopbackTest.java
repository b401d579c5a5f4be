package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import dev.wharf.protocol.system.Acknowledge;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests resuming with real threads and sockets. The simulation does not find races inside methods.
class ResumeLoopbackTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CLIENTS = 6;
  private static final int CUTS = 150;
  private static final int LOGOUTS = 100;
  private static final int MOST_UNANSWERED = 60;

  private final ResumeTotals totals = new ResumeTotals(64 << 20);
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<Talker> talkers = new CopyOnWriteArrayList<>();
  private final List<ReconnectingClient<Talker>> connections = new ArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private @Nullable CompletionPort opened;
  private @Nullable ResumeServer server;
  private @Nullable ClientService clientService;
  private @Nullable InetSocketAddress address;

  private ResumeServer start(PortOptions.Shape shape, int maxPackets) {
    CompletionPort port =
        CompletionPort.open(PortOptions.defaults().withWorkers(2).withShape(shape));
    opened = port;
    ResumeServer made =
        new ResumeServer(
            port, new ResumeOptions(port.executor(), maxPackets, 256 << 10, 8, totals, Set.of()));
    server = made;
    address =
        made.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SessionOptions.defaults().withLoginTimeout(Duration.ZERO))
            .localAddress();
    clientService = ClientService.open(port, GameClient.sessionOptions());
    for (int i = 0; i < CLIENTS; i++) {
      ReconnectingClient<Talker> _ = connectOneMore();
    }
    await().atMost(PATIENCE).until(() -> connections.stream().allMatch(c -> c.client() != null));
    return made;
  }

  private ReconnectingClient<Talker> connectOneMore() {
    ReconnectingClient<Talker> made = connection();
    connections.add(made);
    made.open();
    return made;
  }

  private ReconnectingClient<Talker> connection() {
    return new ReconnectingClient<>(
        Objects.requireNonNull(clientService),
        Route.to(Objects.requireNonNull(address)),
        PacketProtocol.of(Talker.router()),
        link -> {
          Talker made = new Talker(link, problems);
          talkers.add(made);
          return made;
        },
        new ReconnectingClient.Listener<>() {
          @Override
          public void onAbsent(Talker client, CloseReason reason) {
            told.add("absent");
          }

          @Override
          public void onResumed(Talker client) {
            told.add("resumed");
          }

          @Override
          public void onEnded(Talker client, CloseReason reason, @Nullable Duration nextTry) {
            told.add("ended " + reason);
          }
        });
  }

  @AfterEach
  void everyBufferIsBack() {
    CompletionPort port = opened;
    ResumeServer present = server;
    if (port == null || present == null) {
      return;
    }
    connections.forEach(ReconnectingClient::close);
    await().atMost(PATIENCE).until(present::isEmpty);
    await().atMost(PATIENCE).until(() -> talkers.stream().noneMatch(GameClient::isAbsent));
    port.close();
    assertThat(port.ledger().isZero()).as(port.ledger().toString()).isTrue();
    assertThat(totals.bytes()).isZero();
    assertThat(problems).isEmpty();
    assertThat(present.problems).isEmpty();
  }

  private TimerHandle often(String name, Runnable task) {
    CompletionPort port = Objects.requireNonNull(opened);
    return port.timer()
        .every(
            Duration.ofMillis(10),
            new JobQueue(port.executor(), JobQueueOptions.defaults().withName(name)),
            task::run);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostWhenConnectionsBreak(PortOptions.Shape shape) {
    ResumeServer present = start(shape, 250);
    List<TimerHandle> timers = new ArrayList<>();
    for (ReconnectingClient<Talker> connection : connections) {
      timers.add(often("talker", () -> talk(connection.client())));
    }
    timers.add(
        often(
            "news",
            () -> {
              if (present.keepsLittle()) {
                present.sendNews();
              }
            }));
    AtomicInteger cuts = new AtomicInteger();
    timers.add(often("cutter", () -> cut(present, cuts)));
    await().atMost(PATIENCE).until(() -> cuts.get() >= CUTS);
    timers.forEach(TimerHandle::cancel);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(talkers).hasSize(CLIENTS);
              assertThat(talkers).allMatch(talker -> talker.heard == talker.said);
              assertThat(talkers).allMatch(talker -> talker.lastNews == present.news());
            });
    assertThat(talkers.stream().mapToInt(talker -> talker.resumes).sum()).isPositive();
  }

  private static void talk(@Nullable Talker talker) {
    for (int i = 0; i < 5 && talker != null && talker.said - talker.heard < MOST_UNANSWERED; i++) {
      talker.say(i);
    }
  }

  /// Breaks the connection of a random player, at one of its ends.
  private void cut(ResumeServer present, AtomicInteger cuts) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int chosen = random.nextInt(CLIENTS);
    if (random.nextBoolean() && cuts.incrementAndGet() <= CUTS) {
      if (random.nextBoolean()) {
        present.players.get(chosen).session().close(CloseReason.PEER_RESET);
      } else {
        talkers.get(chosen).session().close(CloseReason.IO_ERROR);
      }
    }
  }

  @Test
  void tellsTheListenerAndKeepsTheSameClient() {
    ResumeServer present = start(PortOptions.Shape.SHARED, 250);
    Talker talker = talkers.getFirst();
    present.players.forEach(player -> player.session().close(CloseReason.PEER_RESET));
    await().atMost(PATIENCE).until(() -> talkers.stream().allMatch(each -> each.resumes == 1));
    assertThat(told).contains("absent", "resumed").doesNotContain("ended PEER_CLOSED");
    assertThat(connections).extracting(ReconnectingClient::client).contains(talker);
  }

  @Test
  void aClientThatClosesLogsOutSoThatThePlayerIsGoneAtOnce() {
    ResumeServer present = start(PortOptions.Shape.SHARED, 250);
    connections.forEach(ReconnectingClient::close);
    await().atMost(PATIENCE).until(() -> present.players.stream().allMatch(each -> each.isGone));
    assertThat(present.players).allMatch(each -> each.end.startsWith("LOGGED_OUT"));
    assertThat(present.absences).isZero();
  }

  /// The server may close the connection between the client's logout and its own close.
  @Test
  void aClientThatLogsOutIsNeverAbsent() {
    start(PortOptions.Shape.SHARED, 250);
    for (int i = 0; i < LOGOUTS; i++) {
      ReconnectingClient<Talker> one = connectOneMore();
      await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> one.client() != null);
      one.close();
    }
    connections.forEach(ReconnectingClient::close);
    await().atMost(PATIENCE).until(() -> told.size() >= CLIENTS + LOGOUTS);
    assertThat(told).containsOnly("ended LOCAL");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void anAcknowledgementOfPacketsThatWereNeverSentEndsTheSessionForGood(long handled) {
    ResumeServer present = start(PortOptions.Shape.SHARED, 250);
    var _ = talkers.getFirst().send(Acknowledge.newBuilder().setHandled(handled).build());
    await().atMost(PATIENCE).until(() -> present.players.stream().anyMatch(each -> each.isGone));
    assertThat(present.players)
        .filteredOn(each -> each.isGone)
        .allMatch(each -> each.end.startsWith(PacketCloseReasons.BAD_ACKNOWLEDGEMENT.name()));
    assertThat(present.absences).isZero();
    await().atMost(PATIENCE).until(() -> talkers.size() > CLIENTS);
  }

  /// The server keeps 4 packets at most. News for an absent player exceed the limit.
  @Test
  void aPlayerForWhomTooMuchIsKeptIsGoneAndLogsInAgain() {
    ResumeServer present = start(PortOptions.Shape.SHARED, 4);
    for (int i = 0; i < 100; i++) {
      present.sendNews();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> talkers.stream().allMatch(each -> each.lastNews == present.news()));
    assertThat(totals.givenUp()).isPositive();
    present.players.forEach(player -> player.session().close(CloseReason.PEER_RESET));
    await().atMost(PATIENCE).until(() -> told.contains("ended NOT_RESUMED"));
    await().atMost(PATIENCE).until(() -> connections.stream().allMatch(c -> c.client() != null));
  }

  /// The clients end without a logout, and do not come back.
  @ParameterizedTest
  @EnumSource
  void aPortThatClosesEndsAbsentSessions(PortOptions.Shape shape) {
    ResumeServer present = start(shape, 250);
    Objects.requireNonNull(clientService).close();
    await()
        .atMost(PATIENCE)
        .until(() -> present.players.stream().allMatch(PacketSession::isAbsent));
    present.sendNews();
    CompletionPort port = Objects.requireNonNull(opened);
    opened = null;
    port.close();
    assertThat(present.players)
        .hasSize(CLIENTS)
        .allMatch(each -> each.isGone && each.end.startsWith("DRAINED"));
    assertThat(present.problems).isEmpty();
    assertThat(port.ledger().isZero()).as(port.ledger().toString()).isTrue();
    assertThat(totals.bytes()).isZero();
  }
}
