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

/// The hostile clients of a run, all on one thread of their own, from [#begin] to [#stop]. Each
/// makes one connection after another, with pauses; all together open
/// [HostilePlan#connectsPerSecond()], and nobody has a second turn before all others that wait have
/// had theirs.
public final class HostileClients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostileClients.class);
  private static final long TICK = HostileConnection.TICK.toNanos();

  private final List<HostileClient> clients = new ArrayList<>();
  private final Map<HostileKind, Outcomes> outcomes = new LinkedHashMap<>();
  private final ServerDeadlines deadlines;
  private final int connectsPerTick;
  private final Selector selector;
  private final Thread thread;

  /// The index of the client that may connect next. Confined to the thread.
  private int next;

  /// Set by whoever stops, read by the thread; the time before the flag.
  private volatile boolean stopped;

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

  /// Makes them; they do nothing yet.
  public static HostileClients prepare(HostilePlan plan, HostileSettings settings) {
    try {
      return new HostileClients(plan, settings, Selector.open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sets them going. Doing it again does nothing. For the thread that closes it.
  public void begin() {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  /// Ends all of them, and waits until they have. A kind that has not had its turn has it before,
  /// and what the server has to end at once is waited for, for some seconds at the most.
  ///
  /// @return what came of each kind
  public List<HostileKindResult> stop() {
    end(deadlines.runEndBound());
    return results();
  }

  /// Ends all of them, whatever they have not come to.
  ///
  /// @return what came of each kind
  public List<HostileKindResult> stopAtOnce() {
    close();
    return results();
  }

  /// What came of each kind so far.
  public List<HostileKindResult> results() {
    return outcomes.values().stream().map(Outcomes::result).toList();
  }

  /// Ends all of them at once. Doing it again does nothing.
  @Override
  public void close() {
    end(Duration.ZERO);
  }

  private void end(Duration patience) {
    latestEnd = System.nanoTime() + patience.toNanos();
    stopped = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close(); // the thread has, if there was one
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
      log.error("the hostile clients have ended", e);
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
