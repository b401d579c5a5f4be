package dev.wharf.swarm.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.wire.FleetControl;
import dev.wharf.swarm.wire.FleetGo;
import dev.wharf.swarm.wire.FleetLogins;
import dev.wharf.swarm.wire.FleetPiece;
import dev.wharf.swarm.wire.FleetPlan;
import dev.wharf.swarm.wire.FleetProgress;
import dev.wharf.swarm.wire.FleetReady;
import dev.wharf.swarm.wire.FleetUnable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A worker's side of the connection to its coordinator. Thread-safe.
public final class WorkerLink implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final Duration TO_BE_DONE = Duration.ofSeconds(60);

  private final String token;
  private final String name;
  private final int workers;
  private final CompletionPort port;
  private final ClientService service;
  private final Map<Integer, Long> begins = new ConcurrentHashMap<>();

  /// Written by the session's worker, before the plan.
  private final List<FleetLogins> logins = new CopyOnWriteArrayList<>();

  private final AtomicReference<@Nullable FleetPlan> plan = new AtomicReference<>();

  private volatile @Nullable WorkerSession session;

  /// Why the connection ended; null while it has not.
  private volatile @Nullable String ended;

  private volatile boolean isRefused;
  private volatile boolean isWelcome;
  private volatile boolean isDone;
  private volatile Consumer<FleetControl> onControl = control -> {};
  private volatile Runnable onEnded = () -> {};
  private volatile @Nullable FleetControl control;

  private WorkerLink(String token, String name, int workers) {
    this.token = token;
    this.name = name;
    this.workers = workers;
    JoinProof.prepare();
    this.port = CompletionPort.open(FleetPackets.portOptions());
    this.service =
        ClientService.open(
            port,
            FleetPackets.sessionOptions(FleetPackets.SILENCE).withLoginTimeout(Duration.ZERO));
  }

  /// Joins a coordinator, which need not listen yet.
  ///
  /// @param name what it is called in reports
  /// @param workers I/O threads that it takes unless it is told otherwise
  /// @param isStopped whether to give up
  /// @throws FleetException when it cannot within that time, or is refused; the message says why
  public static WorkerLink join(
      Route coordinator,
      String token,
      String name,
      int workers,
      Duration patience,
      BooleanSupplier isStopped) {
    WorkerLink link = new WorkerLink(token, name, workers);
    try {
      link.connect(coordinator, System.nanoTime() + patience.toNanos(), isStopped);
      return link;
    } catch (RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /// What this machine is called.
  public static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }

  /// Waits for what to do.
  ///
  /// @throws FleetException when the connection ends before
  public FleetPlan awaitPlan(BooleanSupplier isStopped) {
    while (true) {
      FleetPlan told = plan.get();
      if (told != null) {
        return told;
      }
      checkAlive();
      if (isStopped.getAsBoolean()) {
        throw new FleetException("stopped before the run");
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// The logins that came before the plan; none when the plan has them.
  public List<FleetLogins> logins() {
    return List.copyOf(logins);
  }

  /// Who hears of changes, and of the connection's end. What has come already is told at once.
  public void onChanges(Consumer<FleetControl> toControl, Runnable toEnd) {
    onControl = toControl;
    onEnded = toEnd;
    FleetControl before = control;
    if (before != null) {
      toControl.accept(before);
    }
    if (isEnded()) {
      toEnd.run();
    }
  }

  /// Says that this worker is ready for a part of the run.
  public void ready(int part) {
    send(FleetReady.newBuilder().setPart(part));
  }

  /// When a part begins, by `System.nanoTime()`; null while that is not known.
  public @Nullable Long beginOf(int part) {
    return begins.get(part);
  }

  /// Says how it goes; null before the run.
  public void tell(@Nullable Snapshot snapshot) {
    send(snapshot == null ? FleetProgress.newBuilder() : SnapshotWire.write(snapshot).toBuilder());
  }

  /// Says that this worker cannot do its part.
  public void tellUnable(String reason) {
    send(FleetUnable.newBuilder().setReason(reason));
    WorkerSession there = session;
    if (there != null) {
      there.closeAfterFlush(CloseReason.LOCAL, "unable");
    }
    waitFor(this::isEnded, Duration.ofSeconds(5));
  }

  /// Sends the whole result, and waits until the coordinator has it.
  ///
  /// @return whether it has
  public boolean deliver(ByteString result) {
    for (int from = 0, number = 0; from == 0 || from < result.size(); number++) {
      int to = Math.min(result.size(), from + FleetPackets.PIECE_BYTES);
      send(
          FleetPiece.newBuilder()
              .setNumber(number)
              .setData(result.substring(from, to))
              .setLast(to == result.size()));
      from = Math.max(to, 1);
    }
    waitFor(() -> isDone || isEnded(), TO_BE_DONE);
    return isDone;
  }

  /// Whether the connection has ended.
  public boolean isEnded() {
    return ended != null;
  }

  /// Why it has; empty when it has not.
  public String whyEnded() {
    String why = ended;
    return why == null ? "" : why;
  }

  @Override
  public void close() {
    WorkerSession there = session;
    if (there != null) {
      there.closeAfterFlush(CloseReason.LOCAL, "the worker goes");
      waitFor(this::isEnded, Duration.ofSeconds(5));
    }
    service.close();
    port.close();
  }

  String token() {
    return token;
  }

  String name() {
    return name;
  }

  int workers() {
    return workers;
  }

  void onWelcome() {
    isWelcome = true;
  }

  void onLogins(FleetLogins told) {
    if (logins.size() < FleetPackets.MOST_LOGIN_PACKETS) {
      logins.add(told);
    }
  }

  void onPlan(FleetPlan told) {
    plan.compareAndSet(null, told);
  }

  void onGo(FleetGo go) {
    begins.putIfAbsent(go.getPart(), System.nanoTime() + go.getInNanos());
  }

  void onControl(FleetControl told) {
    control = told;
    onControl.accept(told);
  }

  void onDone() {
    isDone = true;
  }

  void onEnded(CloseReason reason, String refusal) {
    isRefused = !refusal.isEmpty();
    ended = isRefused ? refusal : "the connection to the coordinator ended (" + reason + ")";
    onEnded.run();
  }

  private void connect(Route coordinator, long deadline, BooleanSupplier isStopped) {
    PacketProtocol<WorkerSession> protocol = WorkerSession.protocol();
    while (true) {
      ended = null;
      InetSocketAddress address = coordinator.server();
      service.connect(
          address,
          protocol.sessions(
              link -> {
                WorkerSession made = new WorkerSession(link, this);
                session = made;
                return made;
              }));
      waitFor(
          () -> isWelcome || isEnded() || isStopped.getAsBoolean(),
          Duration.ofNanos(deadline - System.nanoTime()));
      if (isWelcome) {
        return;
      }
      boolean isLate = System.nanoTime() - deadline >= 0;
      if (!isEnded() || isRefused || isLate || isStopped.getAsBoolean()) {
        throw new FleetException(isEnded() ? whyEnded() : "the coordinator does not answer");
      }
      coordinator.unreachable(address);
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }

  private void checkAlive() {
    if (isEnded()) {
      throw new FleetException(whyEnded());
    }
  }

  private void send(Message.Builder packet) {
    WorkerSession there = session;
    if (there != null) {
      there.send(packet);
    }
  }

  private static void waitFor(BooleanSupplier condition, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()
        && System.nanoTime() - deadline < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
