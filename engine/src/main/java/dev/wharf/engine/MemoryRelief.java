package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemory;
import dev.wharf.engine.log.LogThrottle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the sessions that hold most when a port's buffer memory runs short.
///
/// **When.** Memory is short above seven eighths of the budget ([BufferMemory#markBytes()]). The
/// thread whose claim gets there looks for the session that holds most and closes it as
/// [CloseReason#OVERLOADED], then the next, until what is claimed, less what is about to come back,
/// is below the mark. Sessions are compared only then, and never for each packet.
///
/// **What a session holds** is the memory of its send queue, where shared buffers count in full,
/// and of its receive buffer, beyond the least that every session has.
///
/// **What is guaranteed.** What waits in the send queue of a closed session is back before the
/// claim goes on; what a pending write or read has comes back when its worker has handled the
/// completion. The reserve, an eighth of the budget, bridges that time. So a claim fails, and a
/// session that holds little or a newcomer is refused, only
///
/// - when more than the reserve is claimed before workers get to such completions, or
/// - when no session holds half of an equal share (the mark, divided by the number of sessions).
///   Then most of the memory is not with sessions, and ending them would help nobody.
///
/// Thread-safe. The lock is held while sessions are compared and closed, which runs no foreign
/// code.
final class MemoryRelief implements BufferMemory.OnShortage {
  private static final Logger log = LoggerFactory.getLogger(MemoryRelief.class);

  /// After a search that found nobody, none follows for so long.
  private static final Duration PAUSE = Duration.ofMillis(10);

  /// After so long, memory that has not come back is no longer expected: somebody keeps it.
  private static final Duration EXPECTED_WITHIN = Duration.ofSeconds(1);

  private static final int LINES_A_SECOND = 5;

  private final Collection<Service> services;
  private final ReentrantLock lock = new ReentrantLock();
  private final LogThrottle<Line> lines =
      LogThrottle.perSecond(LINES_A_SECOND, MemoryRelief::logSum);

  /// Sessions that were closed here, and whose memory is not all back.
  private final List<Leaving> leaving = new ArrayList<>();

  /// When a search found nobody; by `System.nanoTime()`.
  private long foundNobodyAt = System.nanoTime() - PAUSE.toNanos();

  /// @param services whose sessions are compared: a live view
  MemoryRelief(Collection<Service> services) {
    this.services = services;
  }

  private record Leaving(Session session, long since) {}

  private enum Line {
    ENDED,
    NOBODY
  }

  @Override
  public void relieve(BufferMemory memory, boolean urgent) {
    if (urgent) {
      lock.lock();
    } else if (!lock.tryLock()) {
      return;
    }
    try {
      relieve(memory);
    } finally {
      lock.unlock();
    }
  }

  private void relieve(BufferMemory memory) {
    long now = System.nanoTime();
    boolean found = now - foundNobodyAt >= PAUSE.toNanos();
    while (found && memory.bytesClaimed() - returning(now) > memory.markBytes()) {
      found = endLargest(memory, now);
    }
  }

  /// What is about to come back.
  private long returning(long now) {
    leaving.removeIf(
        each -> each.session().heldBytes() == 0 || now - each.since() > EXPECTED_WITHIN.toNanos());
    return leaving.stream().mapToLong(each -> each.session().heldBytes()).sum();
  }

  /// Ends the session that holds most; says whether there was one that holds enough.
  private boolean endLargest(BufferMemory memory, long now) {
    long sessions = services.stream().mapToLong(Service::sessionCount).sum();
    Session largest = largest();
    long held = largest == null ? 0 : largest.heldBytesAboveLeast();
    if (largest == null || held * sessions * 2 < memory.markBytes()) {
      foundNobodyAt = now;
      logNobody(memory);
      return false;
    }
    leaving.add(new Leaving(largest, now));
    logEnded(memory, largest, held);
    largest.close(
        CloseReason.OVERLOADED, "buffer memory ran short, and it held most: " + held + " bytes");
    return true;
  }

  private @Nullable Session largest() {
    Session largest = null;
    int most = 0;
    for (Service service : services) {
      for (Session session : service.sessions()) {
        int held = session.state() == SessionState.CLOSED ? 0 : session.heldBytesAboveLeast();
        if (held > most) {
          largest = session;
          most = held;
        }
      }
    }
    return largest;
  }

  private void logEnded(BufferMemory memory, Session session, long held) {
    if (lines.pass(Line.ENDED)) {
      log.warn(
          "buffer memory runs short ({} of {} bytes): ending {}, which holds most of it: {} bytes",
          memory.bytesClaimed(),
          memory.limitBytes(),
          session,
          held);
    }
  }

  private void logNobody(BufferMemory memory) {
    if (lines.pass(Line.NOBODY)) {
      log.warn(
          "buffer memory runs short ({} of {} bytes), and no session holds much of it: raise"
              + " port.buffer-memory, or look for buffers that the game does not close",
          memory.bytesClaimed(),
          memory.limitBytes());
    }
  }

  private static void logSum(Line line, long more) {
    switch (line) {
      case ENDED ->
          log.warn("buffer memory runs short: ended {} more sessions in the last second", more);
      case NOBODY -> log.warn("buffer memory runs short: {} more times in the last second", more);
    }
  }
}
