package dev.wharf.simulation;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.simulation.schedule.Scheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Calls the handler of a session, and checks that the callbacks do not overlap and come in their
/// order. During a callback, other threads may get the turn.
final class CheckedHandler implements SessionHandler {
  private final SessionHandler handler;
  private final Scheduler scheduler;

  /// The callback that runs now, or null.
  private @Nullable String running;

  private boolean isConnected;
  private boolean isDisconnected;

  CheckedHandler(SessionHandler handler, Scheduler scheduler) {
    this.handler = handler;
    this.scheduler = scheduler;
  }

  @Override
  public void onConnected(Session session) {
    check(session, !isConnected, "onConnected was called twice");
    isConnected = true;
    call(session, "onConnected", () -> handler.onConnected(session));
  }

  @Override
  public void onReceived(Session session, ByteBuffer received) {
    check(session, isConnected, "onReceived was called before onConnected");
    call(session, "onReceived", () -> handler.onReceived(session, received));
  }

  @Override
  public void onDraining(Session session, Duration grace) {
    call(session, "onDraining", () -> handler.onDraining(session, grace));
  }

  @Override
  public void onDisconnected(Session session, CloseReason reason) {
    call(
        session,
        "onDisconnected",
        () -> {
          isDisconnected = true;
          handler.onDisconnected(session, reason);
        });
  }

  private void call(Session session, String callback, Runnable body) {
    check(session, running == null, callback + " was called during " + running);
    check(session, !isDisconnected, callback + " was called after onDisconnected");
    running = callback;
    try {
      scheduler.stepByChance();
      body.run();
      scheduler.stepByChance();
    } finally {
      running = null;
    }
  }

  private void check(Session session, boolean holds, String otherwise) {
    if (!holds) {
      scheduler.failBecauseOf(otherwise + " of " + session);
    }
  }
}
