package dev.wharf.engine;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Puts a [Probe] around the handler of each new session.
public final class Probes implements SessionHandlerFactory {
  private final Supplier<SessionHandler> handlers;
  private final BlockingQueue<Probe> fresh = new LinkedBlockingQueue<>();
  private final List<Probe> all = new CopyOnWriteArrayList<>();

  public Probes(Supplier<SessionHandler> handlers) {
    this.handlers = handlers;
  }

  public static Probes echo() {
    return new Probes(EngineFixture::echo);
  }

  @Override
  public SessionHandler create(Session session) {
    Probe probe = new Probe(handlers.get());
    all.add(probe);
    fresh.add(probe);
    return probe;
  }

  /// Waits for the next new session, and returns its probe. Sessions come in the order of their
  /// creation.
  public Probe next() throws InterruptedException {
    Probe probe = fresh.poll(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (probe == null) {
      throw new AssertionError("no session came");
    }
    return probe;
  }

  public void assertAllEndedOnceAndLast() {
    all.forEach(Probe::assertEndedOnceAndLast);
  }
}
