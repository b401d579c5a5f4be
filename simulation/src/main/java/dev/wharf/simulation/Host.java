package dev.wharf.simulation;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.simulation.fault.FaultDice;
import dev.wharf.simulation.net.Network;
import dev.wharf.simulation.net.Node;
import dev.wharf.simulation.net.SimulatedProvider;
import dev.wharf.simulation.schedule.Life;
import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A machine of a [Simulation]: its clock, its threads and its network address. Only threads of the
/// simulation use it, and the test's thread between two runs.
public final class Host {
  private static final long LONGEST_CALL_NANOS = 60_000_000_000L;

  private final String name;
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final Network network;
  private final Node node;
  private final List<CompletionPort> ports = new ArrayList<>();
  private SimulatedRuntime runtime;
  private @Nullable Runnable starter;
  private boolean hasDatabase;

  /// The virtual time at which the host's database answers again.
  private long databaseHangsUntil;

  Host(String name, Scheduler scheduler, SplittableRandom random, Network network) {
    this.name = name;
    this.scheduler = scheduler;
    this.random = random;
    this.network = network;
    this.node = network.addNode(name);
    this.runtime = newLife();
  }

  private SimulatedRuntime newLife() {
    Life life = new Life(name);
    SimulatedProvider provider =
        new SimulatedProvider(scheduler, life, random.split(), network, node);
    return new SimulatedRuntime(scheduler, life, random.split(), provider);
  }

  /// Returns the name that the host got in [Simulation#newHost].
  public String name() {
    return name;
  }

  /// Returns the address of the host. Each host also has the loopback addresses.
  public InetAddress address() {
    return node.address();
  }

  Node node() {
    return node;
  }

  /// Returns the runtime of the host: its clock, threads, waits, timers, random numbers and
  /// channels. After [#restart], the host has a new runtime.
  public EngineRuntime runtime() {
    return runtime;
  }

  /// Returns the number of channels that the host has open.
  public int openSockets() {
    return node.openSockets();
  }

  /// Lets [FaultKind#MEMORY] use up the buffer memory of a port of this host.
  public void exposeMemory(CompletionPort port) {
    ports.add(port);
  }

  /// Simulates a call that blocks, such as a query to a database: waits for a random virtual time.
  /// With [FaultKind#BLOCKING_CALL], some calls fail, and some take up to a minute. Only a thread
  /// of this host may call it.
  ///
  /// @param longest the longest time of a call without a fault
  /// @throws UncheckedIOException when the call fails because of a fault
  public void call(Duration longest) throws InterruptedException {
    long nanos = runtime.newRandom().nextLong(longest.toNanos());
    if (happens(FaultKind.BLOCKING_CALL)) {
      FaultDice dice = node.condition().dice();
      if (dice.between(FaultKind.BLOCKING_CALL, 0, 2) == 0) {
        runtime.sleep(Duration.ofNanos(nanos));
        throw new UncheckedIOException(new IOException("a simulated call failed"));
      }
      nanos = dice.spread(FaultKind.BLOCKING_CALL, longest.toNanos(), LONGEST_CALL_NANOS);
    }
    runtime.sleep(Duration.ofNanos(nanos));
  }

  /// Decides whether a fault happens now, and counts it. For what a test simulates beside the
  /// network, such as a database. Only a thread of the simulation may call it.
  ///
  /// @param kind a kind whose chance is for each event, such as [FaultKind#UNKNOWN_COMMIT]
  public boolean happens(FaultKind kind) {
    return node.condition().happens(kind);
  }

  /// Lets [FaultKind#DATABASE_HANG] happen to the database of this host.
  public void exposeDatabase() {
    hasDatabase = true;
  }

  boolean hasDatabase() {
    return hasDatabase;
  }

  void hangDatabase(long nanos) {
    databaseHangsUntil = Math.max(databaseHangsUntil, scheduler.now() + nanos);
  }

  /// Returns the time for which the database of this host does not answer; zero when it answers.
  public Duration databaseHang() {
    return Duration.ofNanos(Math.max(0, databaseHangsUntil - scheduler.now()));
  }

  /// Ends the simulation when a write of this host has been pending for longer than this time. For
  /// a host whose programs end a session that writes for too long.
  public void limitWrites(Duration longest) {
    node.limitWrites(longest.toNanos());
  }

  /// Lets [FaultKind#CRASH] crash this host. After each such fault, the host starts again, and runs
  /// this code on a thread of its new runtime.
  public void onRestart(Runnable start) {
    starter = start;
  }

  @Nullable Runnable starter() {
    return starter;
  }

  List<CompletionPort> ports() {
    return ports;
  }

  Life life() {
    return runtime.life();
  }

  /// Ends all threads of the host where they are: they run no further code. The peers of its
  /// connections receive nothing more, as when a machine loses power. When a thread of the host
  /// calls this method, the method does not return.
  public void crash() {
    goDown(false);
  }

  /// Ends all threads of the host like [#crash], but the peers of its connections get a reset, as
  /// when a process is killed.
  public void kill() {
    goDown(true);
  }

  private void goDown(boolean withReset) {
    node.goDown(withReset);
    ports.clear();
    scheduler.crash(runtime.life());
  }

  /// Starts the host again after a crash, with a new runtime. The host keeps its address.
  ///
  /// @throws IllegalStateException when the host has not crashed
  public void restart() {
    if (!runtime.life().isOver()) {
      throw new IllegalStateException("host " + name + " has not crashed");
    }
    node.goUp();
    runtime = newLife();
  }

  /// Changes the host's wall clock. The clock of [EngineRuntime#nanoTime] does not jump.
  ///
  /// @param by the time by which the wall clock jumps; negative for a jump back
  public void jumpWallClock(Duration by) {
    runtime.jumpWallClock(by);
  }

  @Override
  public String toString() {
    return name;
  }
}
