package dev.wharf.swarm.hostile;

import dev.wharf.swarm.report.HostileKindResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hostile clients of a run. They all run on one thread, from [#begin] to [#stop]. Each client
/// opens one connection after another, with pauses. Together they open up to
/// [HostilePlan#connectsPerSecond()] connections a second. When more clients are due than may
/// connect, they connect one after another.
public final class HostileClients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostileClients.class);
  private static final long TICK = HostileConnection.TICK.toNanos();

  private final List<HostileClient> clients = new ArrayList<>();
  private final Map<HostileKind, Outcomes> outcomes = new LinkedHashMap<>();
  private final ServerDeadlines deadlines;
  private final int connectsPerTick;
  private final Selector selector;
  private final Thread thread;

  /// The index of the client that the next tick checks first. Only the thread of the hostile
  /// clients uses it.
  private int next;

  /// Whether the clients must stop. [#stop] and [#close] set it after they have set [#latestEnd].
  /// The thread of the hostile clients reads it.
  private volatile boolean stopped;

  /// The time at which the thread of the hostile clients ends at the latest, by
  /// `System.nanoTime()`. Valid after [#stopped] is set.
  private volatile long latestEnd;

  private HostileClients(HostilePlan plan, HostileSettings settings, Selector selector) {
    this.deadlines = settings.deadlines();
    this.connectsPerTick = (int) (plan.connectsPerSecond() * TICK / 1_000_000_000);
    this.selector = selector;
    this.thread = Thread.ofPlatform().daemon().name("hostile").unstarted(this::run);
    plan.kinds().forEach((kind, count) -> outcomes.put(kind, new Outcomes(kind.name(), count)));
    for (List<HostileKind> kinds : plan.clients()) {
      clients.add(new HostileClient(clients.size(), kinds, settings));
    }
  }

  /// Creates the hostile clients. They start with [#begin].
  public static HostileClients prepare(HostilePlan plan, HostileSettings settings) {
    try {
      return new HostileClients(plan, settings, Selector.open());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot open a selector for the hostile clients: " + e.getMessage(), e);
    }
  }

  /// Starts all clients. A second call has no effect. The thread that calls [#close] must call
  /// this.
  public void begin() {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /// Stops all clients and waits for their end. Before that, each kind without an attempt makes
  /// one. Attempts that the server must end at once run to their end, for some seconds at most.
  ///
  /// @return the outcomes of each kind
  public List<HostileKindResult> stop() {
    end(deadlines.runEndBound());
    return results();
  }

  /// Stops all clients at once.
  ///
  /// @return the outcomes of each kind
  public List<HostileKindResult> stopAtOnce() {
    close();
    return results();
  }

  /// Returns the outcomes of each kind up to now. Any thread may call this.
  public List<HostileKindResult> results() {
    return outcomes.values().stream().map(Outcomes::result).toList();
  }

  /// Returns whether a connection of each client has ended. Any thread may call this.
  boolean haveAllEnded() {
    return clients.stream().allMatch(HostileClient::hasEnded);
  }

  /// Stops all clients at once. A second call has no effect.
  @Override
  public void close() {
    end(Duration.ZERO);
  }

  private void end(Duration timeout) {
    latestEnd = System.nanoTime() + timeout.toNanos();
    stopped = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close(); // a thread that was started has closed it already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run() {
    try (selector) {
      long nextTick = System.nanoTime();
      while (!isOver()) {
        select(nextTick - System.nanoTime());
        long now = System.nanoTime();
        if (now - nextTick >= 0) {
          tick(now);
          nextTick = Math.max(nextTick + TICK, now);
        }
      }
    } catch (IOException | RuntimeException e) {
      log.error("the hostile clients failed, and no more hostile connections will come", e);
      outcomes.values().forEach(kind -> kind.add(HostileConnection.FAULT, 0, true));
    } finally {
      clients.forEach(HostileClient::abort);
    }
  }

  private boolean isOver() {
    return stopped
        && (System.nanoTime() - latestEnd >= 0
            || outcomes.keySet().stream().noneMatch(this::isAwaited));
  }

  /// Returns whether the run must not end yet because of this kind: no client has tried it, or the
  /// server must end its connections at once and none has ended.
  private boolean isAwaited(HostileKind kind) {
    return outcomesOf(kind).isAwaited(deadlines.isImmediate(kind.bound(deadlines)));
  }

  private void select(long nanos) throws IOException {
    long millis = nanos / 1_000_000;
    if (millis <= 0) {
      selector.selectNow(HostileClients::handle);
    } else {
      selector.select(HostileClients::handle, millis);
    }
  }

  private static void handle(SelectionKey key) {
    ((HostileConnection) key.attachment()).onReady(key);
  }

  private void tick(long now) {
    clients.forEach(client -> client.onTick(now));
    int connects = 0;
    for (int i = 0; i < clients.size() && connects < connectsPerTick; i++) {
      HostileClient client = clients.get(next);
      next = (next + 1) % clients.size();
      if (stopped ? client.isDue(this::isAwaited) : client.isDue(now)) {
        client.connect(selector, outcomesOf(client.nextKind()));
        connects++;
      }
    }
  }

  private Outcomes outcomesOf(HostileKind kind) {
    return Objects.requireNonNull(outcomes.get(kind));
  }
}
