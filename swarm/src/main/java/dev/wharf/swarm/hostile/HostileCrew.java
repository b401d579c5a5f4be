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
public final class HostileCrew implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostileCrew.class);
  private static final long TURN = Attempt.TURN.toNanos();

  private final List<HostileClient> clients = new ArrayList<>();
  private final Map<HostileKind, Outcomes> outcomes = new LinkedHashMap<>();
  private final ServerDeadlines deadlines;
  private final int connectsPerTurn;
  private final Selector selector;
  private final Thread thread;

  /// The index of the client that may connect next. Confined to the thread.
  private int next;

  /// Set by whoever stops, read by the thread; the time before the flag.
  private volatile boolean stopped;

  private volatile long latestEnd;

  private HostileCrew(HostilePlan plan, HostileSettings settings, Selector selector) {
    this.deadlines = settings.deadlines();
    this.connectsPerTurn = (int) (plan.connectsPerSecond() * TURN / 1_000_000_000);
    this.selector = selector;
    this.thread = Thread.ofPlatform().daemon().name("hostile").unstarted(this::run);
    plan.kinds().forEach((kind, count) -> outcomes.put(kind, new Outcomes(kind.name(), count)));
    for (List<HostileKind> kinds : plan.clients()) {
      clients.add(new HostileClient(clients.size(), kinds, settings));
    }
  }

  /// Makes them; they do nothing yet.
  public static HostileCrew prepare(HostilePlan plan, HostileSettings settings) {
    try {
      return new HostileCrew(plan, settings, Selector.open());
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
    end(deadlines.toEndARun());
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
      long nextTurn = System.nanoTime();
      while (!isOver()) {
        select(nextTurn - System.nanoTime());
        long now = System.nanoTime();
        if (now - nextTurn >= 0) {
          takeTurns(now);
          nextTurn = Math.max(nextTurn + TURN, now);
        }
      }
    } catch (IOException | RuntimeException e) {
      log.error("the hostile clients have ended", e);
      outcomes.values().forEach(kind -> kind.add(Attempt.FAULT, 0, true));
    } finally {
      clients.forEach(HostileClient::endOfRun);
    }
  }

  private boolean isOver() {
    return stopped
        && (System.nanoTime() - latestEnd >= 0
            || outcomes.keySet().stream().noneMatch(this::isOwed));
  }

  private boolean isOwed(HostileKind kind) {
    return outcomesOf(kind).isOwed(deadlines.isSoon(kind.bound(deadlines)));
  }

  private void select(long nanos) throws IOException {
    long millis = nanos / 1_000_000;
    if (millis <= 0) {
      selector.selectNow(HostileCrew::handle);
    } else {
      selector.select(HostileCrew::handle, millis);
    }
  }

  private static void handle(SelectionKey key) {
    ((Attempt) key.attachment()).onReady(key);
  }

  private void takeTurns(long now) {
    clients.forEach(client -> client.onTurn(now));
    int connects = 0;
    for (int i = 0; i < clients.size() && connects < connectsPerTurn; i++) {
      HostileClient client = clients.get(next);
      next = (next + 1) % clients.size();
      if (stopped ? client.isDue(this::isOwed) : client.isDue(now)) {
        client.connect(selector, outcomesOf(client.nextKind()));
        connects++;
      }
    }
  }

  private Outcomes outcomesOf(HostileKind kind) {
    return Objects.requireNonNull(outcomes.get(kind));
  }
}
