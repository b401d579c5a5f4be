package dev.wharf.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.tests.Faults;
import dev.wharf.game.tests.FaultyRelay;
import dev.wharf.game.tests.TestServer;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.Stage;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests runs of ten minutes that end early, because they lose all their users.
@Timeout(120)
class EarlyEndTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @Test
  void endsWhenNoClientCanConnectAndReportsItFirst() throws IOException {
    InetSocketAddress closed = new InetSocketAddress("127.0.0.1", freePort());
    SwarmResult result = run(options(closed).clients(500).connectRate(50).build());
    assertThat(result.connections().asked()).isBetween(20, 499);
    assertThat(lines(result).get(1))
        .startsWith(" ended early: no user can connect to 127.0.0.1:" + closed.getPort() + ": ");
    assertThat(lines(result))
        .anyMatch(line -> line.startsWith(" what to do: see whether a server"))
        .noneMatch(line -> line.contains("./wharf")); // a fork has another launcher
  }

  @Test
  void endsWithAFewClientsThatCannotConnect() throws IOException {
    InetSocketAddress closed = new InetSocketAddress("127.0.0.1", freePort());
    SwarmResult result = run(options(closed).clients(3).build());
    assertThat(result.connections().connectFailed()).isEqualTo(3);
    assertThat(result.ending().whyEarly()).startsWith("no user can connect to ");
  }

  @Test
  void endsWhenAllAreDisconnected() {
    try (TestServer server = TestServer.start()) {
      FaultyRelay relay = new FaultyRelay(server.port(), _ -> Faults.none(), _ -> Faults.none());
      ProgressView killing = new WatchingView(snapshot -> snapshot.loggedIn() == 6, relay::close);
      SwarmOptions options = options(relay.address()).clients(6).build();
      SwarmResult result = new Swarm(options, new GameSwarm()).run(killing);
      assertThat(result.connections().disconnected()).isEqualTo(6);
      assertThat(lines(result).get(1))
          .startsWith(" ended early: no user is online any more: 6 were disconnected from");
      assertThat(broken(result)).contains("stopped", "disconnected");
    }
  }

  @Test
  void endsWhenAllTrackersHaveThrown() {
    SwarmGame game =
        new GameWith(
            "throwing",
            () ->
                new Scenario() {
                  @Override
                  public String name() {
                    return "throwing";
                  }

                  @Override
                  public Script script(ScenarioContext context) {
                    context.track(new ThrowingTracker());
                    return Script.of(Script.idle());
                  }
                });
    try (TestServer server = TestServer.start()) {
      FaultyRelay relay = new FaultyRelay(server.port(), _ -> Faults.none(), _ -> Faults.none());
      ProgressView killing = new WatchingView(snapshot -> snapshot.loggedIn() == 2, relay::close);
      SwarmOptions options =
          options(relay.address()).clients(2).scenarios(List.of("throwing")).build();
      SwarmResult result = new Swarm(options, game).run(killing);
      assertThat(result.ending().whyEarly()).startsWith("no user is online any more: 2 were");
    }
  }

  private static final class ThrowingTracker implements DeliveryTracker {
    @Override
    public boolean isQuiet(SwarmClient client) {
      return true;
    }

    @Override
    public boolean refuse(SwarmClient client, Failure failure) {
      return false;
    }

    @Override
    public void abandon(SwarmClient client) {}

    @Override
    public void lose(SwarmClient client) {
      throw new IllegalStateException("a fault of the scenario");
    }
  }

  @Test
  void endsWhenNoClientCanLogIn() {
    try (TestServer server =
        TestServer.startWith(
            attempt -> dev.wharf.server.login.Authentication.refused("no token"))) {
      SwarmResult result = run(options(server.address()).clients(5).build());
      assertThat(result.ending().whyEarly()).startsWith("no user could log in at ");
      assertThat(String.join(" ", lines(result)))
          .contains(": LOGIN_REFUSED", "what to do: the server refused logins");
    }
  }

  /// The server ends, and another server starts on the same port. Clients that leave and return
  /// must connect to the new server.
  @Test
  void continuesWhenAServerIsRestartedAndClientsReturn() throws Exception {
    int port = freePort();
    Profile churn =
        new Profile(
            "churn",
            List.of(
                new Stage(
                    "churn",
                    Duration.ofSeconds(8),
                    dev.wharf.swarm.profile.Ramp.ALL,
                    dev.wharf.swarm.profile.Ramp.ALL,
                    0.5,
                    0,
                    Duration.ofMillis(100),
                    Stage.Exit.DROP)));
    TestServer first = TestServer.startOn(port);
    SwarmOptions options =
        options(first.address())
            .clients(6)
            .profile(churn)
            .duration(Duration.ofSeconds(8))
            .settleTimeout(Duration.ofSeconds(30))
            .build();
    Swarm swarm = new Swarm(options, new GameSwarm());
    CompletableFuture<Void> there = new CompletableFuture<>();
    ProgressView view = new WatchingView(now -> now.loggedIn() == 6, () -> there.complete(null));
    CompletableFuture<SwarmResult> run = CompletableFuture.supplyAsync(() -> swarm.run(view));
    there.join();
    first.close();
    try (TestServer _ = TestServer.startOn(port)) {
      SwarmResult result = run.join();
      assertThat(result.ending().whyEarly()).isEmpty();
      assertThat(result.connections().disconnected()).isPositive();
    }
  }

  @Test
  void continuesWithoutClientsWhenConfigured() throws IOException {
    InetSocketAddress closed = new InetSocketAddress("127.0.0.1", freePort());
    SwarmResult result =
        run(
            options(closed)
                .clients(3)
                .keepGoing(true)
                .profile(Profile.steady(Duration.ofMillis(300)))
                .duration(Duration.ofMillis(300))
                .build());
    assertThat(result.isComplete()).isTrue();
    assertThat(result.connections().connectFailed()).isEqualTo(3);
  }

  private static SwarmResult run(SwarmOptions options) {
    return new Swarm(options, new GameSwarm()).run(ProgressView.none());
  }

  private static SwarmOptions.Builder options(InetSocketAddress server) {
    return SwarmOptions.builder(server)
        .scenarios(List.of("echo"))
        .duration(TEN_MINUTES)
        .settleTimeout(Duration.ofSeconds(5))
        .workers(1);
  }

  private static List<String> lines(SwarmResult result) {
    return Summary.lines(result, Verdict.of(result, Threshold.withDefaults(List.of())), List.of());
  }

  private static List<String> broken(SwarmResult result) {
    return Verdict.of(result, Threshold.withDefaults(List.of())).broken().stream()
        .map(check -> check.threshold().metric())
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
