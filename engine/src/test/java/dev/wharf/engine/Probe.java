package dev.wharf.engine;

import dev.wharf.engine.session.SocketSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Wraps the handler of one session, and watches its callbacks. The callbacks must not overlap.
/// onDisconnected must be called once, as the last callback.
public final class Probe implements SessionHandler {
  public final CompletableFuture<Session> connected = new CompletableFuture<>();
  public final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
  public final AtomicInteger connects = new AtomicInteger();
  public final AtomicInteger receives = new AtomicInteger();
  public final AtomicInteger drainings = new AtomicInteger();
  public final AtomicInteger disconnects = new AtomicInteger();
  public final AtomicInteger overlaps = new AtomicInteger();
  public final AtomicInteger afterTheEnd = new AtomicInteger();

  private final SessionHandler inner;
  private final AtomicBoolean inside = new AtomicBoolean();

  public Probe(SessionHandler inner) {
    this.inner = inner;
  }

  @Override
  public void onConnected(Session session) {
    run(
        () -> {
          connects.incrementAndGet();
          try {
            inner.onConnected(session);
          } finally {
            connected.complete(session);
          }
        });
  }

  @Override
  public void onReceived(Session session, ByteBuffer received) {
    run(
        () -> {
          receives.incrementAndGet();
          inner.onReceived(session, received);
        });
  }

  @Override
  public void onDraining(Session session, Duration grace) {
    run(
        () -> {
          drainings.incrementAndGet();
          inner.onDraining(session, grace);
        });
  }

  @Override
  public void onDisconnected(Session session, CloseReason reason) {
    run(
        () -> {
          disconnects.incrementAndGet();
          try {
            inner.onDisconnected(session, reason);
          } finally {
            ended.complete(reason);
          }
        });
  }

  /// Runs a callback, or a task that must not overlap with a callback, and counts overlaps.
  public void run(Runnable body) {
    if (!inside.compareAndSet(false, true)) {
      overlaps.incrementAndGet();
    }
    if (disconnects.get() > 0) {
      afterTheEnd.incrementAndGet();
    }
    try {
      body.run();
    } finally {
      inside.set(false);
    }
  }

  /// Returns the session as its implementation class, for tests of its internals.
  public SocketSession inside() throws Exception {
    return (SocketSession) session();
  }

  public Session session() throws ExecutionException, InterruptedException, TimeoutException {
    return connected.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  public CloseReason reason() throws ExecutionException, InterruptedException, TimeoutException {
    return ended.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  public void awaitReceives(int least) {
    EngineFixture.until(least + " receives", () -> receives.get() >= least);
  }

  /// Fails unless onDisconnected was called exactly once, onConnected at most once, and no callback
  /// overlapped or came after onDisconnected.
  public void assertEndedOnceAndLast() {
    if (disconnects.get() != 1 || connects.get() > 1 || overlaps.get() > 0) {
      throw new AssertionError(this);
    }
    if (afterTheEnd.get() > 0) {
      throw new AssertionError("called after onDisconnected: " + this);
    }
  }

  @Override
  public String toString() {
    return connects
        + " connects, "
        + receives
        + " receives, "
        + drainings
        + " drainings, "
        + disconnects
        + " disconnects, "
        + overlaps
        + " overlaps, "
        + afterTheEnd
        + " after the end";
  }
}
