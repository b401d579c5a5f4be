package dev.wharf.client.swarm.hostile;

import dev.wharf.client.swarm.report.HostileKindResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hostile clients of a run, all on one thread of their own, from [#begin] to [#stop]. Each
/// makes one connection after another, with pauses; all together open [#MOST_CONNECTS] a second.
public final class HostileCrew implements AutoCloseable {
  /// New connections a second.
  static final int MOST_CONNECTS = 250;

  private static final Logger log = LoggerFactory.getLogger(HostileCrew.class);
  private static final long TURN = Attempt.TURN.toNanos();
  private static final int CONNECTS_A_TURN = (int) (MOST_CONNECTS * TURN / 1_000_000_000);

  private final List<HostileClient> clients = new ArrayList<>();
  private final Map<HostileKind, Outcomes> outcomes = new LinkedHashMap<>();
  private final Selector selector;
  private final Thread thread;

  /// Set by whoever stops, read by the thread.
  private volatile boolean stopped;

  private HostileCrew(HostilePlan plan, HostileSettings settings, Selector selector) {
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

  /// Ends all of them, and waits until they have.
  ///
  /// @return what came of each kind
  public List<HostileKindResult> stop() {
    close();
    return results();
  }

  /// What came of each kind so far.
  public List<HostileKindResult> results() {
    return outcomes.values().stream().map(Outcomes::result).toList();
  }

  /// The same, for those who do not want to know. Doing it again does nothing.
  @Override
  public void close() {
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
      while (!stopped) {
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

  private void select(long nanos) throws IOException {
    long millis = nanos / 1_000_000;
    if (millis <= 0) {
      selector.selectNow(HostileCrew::handle);
    } else {
      selector.select(HostileCrew::handle, millis);
    }
  }

  private static void handle(SelectionKey key) {
    ((HostileConnection) key.attachment()).onReady();
  }

  private void takeTurns(long now) {
    int connects = 0;
    for (HostileClient client : clients) {
      client.onTurn(now);
      if (connects < CONNECTS_A_TURN && client.isDue(now)) {
        client.connect(selector, outcomesOf(client.nextKind()));
        connects++;
      }
    }
  }

  private Outcomes outcomesOf(HostileKind kind) {
    return Objects.requireNonNull(outcomes.get(kind));
  }
}
