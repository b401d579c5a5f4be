package dev.wharf.swarm.fleet;

import com.google.protobuf.Message;
import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.ServerService;
import dev.wharf.swarm.report.ProgressLoop;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.wire.FleetControl;
import dev.wharf.swarm.wire.FleetGo;
import dev.wharf.swarm.wire.FleetJoin;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Listens for workers, lets in as many as the run has, has them begin each part together, and
/// gathers their results. A worker that ends, stalls or lags far behind is given up, and the others
/// go on.
///
/// [#awaitWorkers] and [#run] are called once each, one after the other, from a thread that may
/// block.
public final class Coordinator implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration BETWEEN_PINGS = Duration.ofSeconds(1);

  /// From the last worker's being ready to the begin.
  private static final Duration LEAD = Duration.ofMillis(100);

  /// What workers may take to end in good order when stopped.
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private static final Duration TO_LEAVE = Duration.ofSeconds(5);

  /// So that who joins first makes no difference to who plays what.
  private static final Comparator<Member> BY_NAME =
      Comparator.comparingInt((Member one) -> one.name().length()).thenComparing(Member::name);

  private static final int MOST_NAME = 48;
  private static final int SPARE_SESSIONS = 32;

  private final String token;
  private final int wanted;
  private final Duration silence;
  private final CompletionPort port;
  private final ServerService service;

  /// Guarded by this. Whoever leaves before the run begins is taken off; then nobody.
  private final List<Member> members = new ArrayList<>();

  private boolean hasBegun;

  /// Of the run's thread.
  private FleetOrders told = FleetOrders.NONE;

  private long pingedAt;
  private int nextPart;
  private long firstReadyAt;
  private long firstResultAt;
  private long stoppedAt;

  private volatile long startedAt;

  private Coordinator(InetSocketAddress bind, String token, int wanted, Duration silence) {
    this.token = token;
    this.wanted = wanted;
    this.silence = silence;
    JoinProof.prepare();
    this.port = CompletionPort.open(FleetPackets.portOptions());
    try {
      int sessions = wanted + SPARE_SESSIONS;
      AdmissionLimits admission =
          new AdmissionLimits(sessions, SPARE_SESSIONS, SPARE_SESSIONS, sessions, 1_000, true);
      this.service =
          ServerService.start(
              port,
              new ServerOptions(bind, 64, FleetPackets.sessionOptions(silence), admission),
              CoordinatorSession.protocol().sessions(link -> new CoordinatorSession(link, this)));
    } catch (RuntimeException e) {
      port.close();
      throw e;
    }
  }

  /// Begins to listen. A worker that says nothing for 15 s is given up.
  ///
  /// @param token that workers have to know; may be empty on a loopback address alone
  /// @param wanted how many workers
  /// @throws dev.wharf.engine.ListenException when the address cannot be listened on
  public static Coordinator open(InetSocketAddress bind, String token, int wanted) {
    return open(bind, token, wanted, FleetPackets.SILENCE);
  }

  /// Begins to listen.
  ///
  /// @param token that workers have to know; may be empty on a loopback address alone
  /// @param wanted how many workers
  /// @param silence after which a worker is given up; they say something each second
  /// @throws dev.wharf.engine.ListenException when the address cannot be listened on
  public static Coordinator open(
      InetSocketAddress bind, String token, int wanted, Duration silence) {
    if (token.isEmpty() && !bind.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException("a coordinator that others can reach needs a token");
    }
    return new Coordinator(bind, token, wanted, silence);
  }

  /// The address listened on.
  public InetSocketAddress address() {
    return service.localAddress();
  }

  /// The workers; by their numbers, once the run has begun.
  public synchronized List<Member> members() {
    return List.copyOf(members);
  }

  /// Waits until all workers have joined.
  ///
  /// @param isInVain says why waiting is no use; null while it is
  /// @throws FleetException when they have not in time; the message says who is there
  public void awaitWorkers(Duration patience, Supplier<@Nullable String> isInVain) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (members().size() < wanted) {
      String why = isInVain.get();
      if (why != null) {
        throw new FleetException(why);
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        throw new FleetException(whoIsMissing(patience));
      }
      ping();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /// Runs it all.
  ///
  /// @param plans what each worker is told, by its number: its plan, and what comes before
  /// @param slack how much later than the first any worker may be ready, or done
  /// @param steering asked all the time
  /// @param eachLook called all the time
  public void run(
      IntFunction<List<Message>> plans,
      Duration slack,
      Supplier<FleetOrders> steering,
      ProgressView view,
      Runnable eachLook) {
    begin(plans);
    try (ProgressLoop _ = new ProgressLoop(() -> FleetSnapshot.of(snapshots()), view)) {
      while (members().stream().anyMatch(Member::isRunning)) {
        steer(steering.get());
        openNextPart();
        giveUpStragglers(slack);
        ping();
        eachLook.run();
        LockSupport.parkNanos(LOOK.toNanos());
      }
    }
  }

  /// When the run began, by `System.nanoTime()`; 0 when it has not.
  public long startedAt() {
    return startedAt;
  }

  /// Lets all workers go, and ends.
  @Override
  public void close() {
    BooleanSupplier isEmpty = () -> service.sessionCount() == 0;
    long deadline = System.nanoTime() + TO_LEAVE.toNanos();
    while (hasBegun && !isEmpty.getAsBoolean() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
    service.close();
    port.close();
  }

  /// What the engine still owes, after the end; empty when nothing.
  public String leftOver() {
    return port.ledger().isZero() ? "" : port.ledger().toString();
  }

  String token() {
    return token;
  }

  /// Lets a worker in that has proved to be one.
  ///
  /// @param welcome tells it; before it is a member, to whom others have something to say at once
  /// @return null when there are enough
  @Nullable Member admit(CoordinatorSession session, FleetJoin join, Runnable welcome) {
    synchronized (this) {
      if (hasBegun || members.size() == wanted) {
        return null;
      }
      Member member =
          new Member(
              session,
              freeName(join.getName()),
              shortened(join.getMachine()),
              Math.clamp(join.getWorkers(), 1, 64));
      welcome.run();
      members.add(member);
      return member;
    }
  }

  void onLeft(Member member, CloseReason reason) {
    synchronized (this) {
      if (!hasBegun) {
        members.remove(member);
        return;
      }
    }
    member.lose(
        reason == CloseReason.IDLE
            ? "it was silent for " + silence.toSeconds() + " s"
            : "its connection ended (" + reason + ")");
  }

  private String freeName(String asked) {
    String name = shortened(asked);
    for (int i = 2; isTaken(name); i++) {
      name = shortened(asked) + " (" + i + ")";
    }
    return name;
  }

  private boolean isTaken(String name) {
    return members.stream().anyMatch(member -> member.name().equals(name));
  }

  private static String shortened(String text) {
    String shown = FleetPackets.shown(text);
    String whole = shown.isEmpty() ? "worker" : shown;
    return whole.substring(0, Math.min(MOST_NAME, whole.length()));
  }

  private String whoIsMissing(Duration patience) {
    List<Member> there = members();
    String names = there.stream().map(Member::name).collect(Collectors.joining(", "));
    return (wanted - there.size())
        + " of "
        + wanted
        + " workers did not join within "
        + patience.toMillis() / 1e3
        + " s; there: "
        + (names.isEmpty() ? "nobody" : names);
  }

  private void begin(IntFunction<List<Message>> plans) {
    List<Member> all;
    synchronized (this) {
      hasBegun = true;
      members.sort(BY_NAME);
      all = List.copyOf(members);
    }
    for (int i = 0; i < all.size(); i++) {
      Member member = all.get(i);
      if (!member.session().isOpen()) {
        member.lose("its connection ended before the run");
      }
      plans.apply(i).forEach(packet -> member.session().send(packet));
    }
  }

  private void steer(FleetOrders wish) {
    if (!wish.equals(told)) {
      told = wish;
      FleetControl control =
          FleetControl.newBuilder()
              .setClients(wish.clients().orElse(-1))
              .setRateFactor(wish.rateFactor())
              .setPaused(wish.isPaused())
              .setStop(wish.isStopped())
              .build();
      members().forEach(member -> member.session().send(control));
    }
    if (wish.isStopped() && stoppedAt == 0) {
      stoppedAt = System.nanoTime();
    }
  }

  /// Has the next part begin, at the same time everywhere, when all who run are ready for it.
  private void openNextPart() {
    List<Member> running = running();
    if (running.isEmpty() || running.stream().anyMatch(one -> one.readyFor() < nextPart)) {
      return;
    }
    if (nextPart == 0) {
      startedAt = System.nanoTime() + LEAD.toNanos();
    }
    for (Member member : running) {
      member
          .session()
          .send(
              FleetGo.newBuilder()
                  .setPart(nextPart)
                  .setInNanos(LEAD.toNanos() - Math.min(LEAD.toNanos(), member.distance())));
    }
    nextPart++;
    firstReadyAt = 0;
  }

  private void giveUpStragglers(Duration slack) {
    long now = System.nanoTime();
    List<Member> running = running();
    if (firstReadyAt == 0 && running.stream().anyMatch(one -> one.readyFor() >= nextPart)) {
      firstReadyAt = now;
    }
    if (firstResultAt == 0 && members().stream().anyMatch(one -> one.result() != null)) {
      firstResultAt = now;
    }
    if (isOver(firstReadyAt, slack, now)) {
      running.stream()
          .filter(one -> one.readyFor() < nextPart)
          .forEach(one -> one.lose("it was not ready when the others had been for long"));
    }
    if (isOver(firstResultAt, slack, now) || isOver(stoppedAt, TO_STOP, now)) {
      running.forEach(one -> one.lose("it did not end in time"));
    }
  }

  private static boolean isOver(long since, Duration time, long now) {
    return since != 0 && now - since > time.toNanos();
  }

  private void ping() {
    long now = System.nanoTime();
    if (now - pingedAt >= BETWEEN_PINGS.toNanos()) {
      pingedAt = now;
      running().forEach(Member::ping);
    }
  }

  private List<Snapshot> snapshots() {
    return members().stream().map(Member::latest).filter(Objects::nonNull).toList();
  }

  private List<Member> running() {
    return members().stream().filter(Member::isRunning).toList();
  }
}
