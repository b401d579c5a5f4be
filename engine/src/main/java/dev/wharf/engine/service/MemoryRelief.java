package dev.wharf.engine.service;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.session.SocketSession;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the sessions that hold most when a port's buffer memory runs short.
///
/// **When.** Memory is short above seven eighths of the budget ([BufferMemory#markBytes()]). The
/// thread whose claim gets there looks for the session that holds most and closes it as
/// [CloseReason#OVERLOADED], unless enough is about to come back. One session ends for each claim
/// that fits into the reserve. For a claim that does not fit, sessions end until it fits, as long
/// as each end gives memory back. Sessions are compared only then, and never for each packet.
///
/// **What a session holds** is the memory of its send queue and of its receive buffer, beyond the
/// least that every session has. A shared buffer is divided among its owners: sessions with the
/// same backlog of broadcasts hold little each.
///
/// **What is guaranteed.** What waits in the send queue of a closed session is back before the
/// claim goes on; what a pending write or read has comes back when its worker has handled the
/// completion. The reserve, an eighth of the budget, bridges that time. So a claim fails, and a
/// session that holds little or a newcomer is refused, only
///
/// - when more than the reserve is claimed before workers get to such completions,
/// - when the end of a session gave nothing back, or
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

  private final Supplier<Stream<SocketSession>> sessions;
  private final ReentrantLock lock = new ReentrantLock();
  private final LogThrottle<Line> lines =
      LogThrottle.perSecond(LINES_A_SECOND, MemoryRelief::logSum);

  /// Sessions that were closed here, and whose memory was not all back at the last shortage.
  private final List<Leaving> leaving = new ArrayList<>();

  /// When a search found nobody; by `System.nanoTime()`.
  private long foundNobodyAt = System.nanoTime() - PAUSE.toNanos();

  /// @param sessions the sessions of all services of the port, at the time of the call
  MemoryRelief(Supplier<Stream<SocketSession>> sessions) {
    this.sessions = sessions;
  }

  /// The reference is weak because nothing empties the list between two shortages.
  private record Leaving(WeakReference<SocketSession> session, long since) {
    long heldBytes() {
      SocketSession alive = session.get();
      return alive == null ? 0 : alive.heldBytes() - alive.sharedBytes();
    }
  }

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
    long excess = excess(memory, now);
    boolean goOn = now - foundNobodyAt >= PAUSE.toNanos();
    while (goOn && excess > 0) {
      boolean ended = endLargest(memory, now);
      long left = excess(memory, now);
      goOn = ended && left < excess && memory.bytesClaimed() > memory.limitBytes();
      excess = left;
    }
  }

  /// Claimed bytes above the mark, less those that are about to come back. These are read first:
  /// bytes that come back in between must not count as missing.
  private long excess(BufferMemory memory, long now) {
    long returning = returning(now);
    return memory.bytesClaimed() - returning - memory.markBytes();
  }

  /// Returns the bytes of closed sessions that are about to come back.
  private long returning(long now) {
    leaving.removeIf(
        each -> each.heldBytes() == 0 || now - each.since() > EXPECTED_WITHIN.toNanos());
    return leaving.stream().mapToLong(Leaving::heldBytes).sum();
  }

  /// Ends the session that holds most; says whether there was one that holds enough.
  private boolean endLargest(BufferMemory memory, long now) {
    long count = sessions.get().count();
    SocketSession largest = largest();
    long held = largest == null ? 0 : ownBytes(largest);
    if (largest == null || held * count * 2 < memory.markBytes()) {
      foundNobodyAt = now;
      logNobody(memory);
      return false;
    }
    leaving.add(new Leaving(new WeakReference<>(largest), now));
    logEnded(memory, largest, held);
    largest.close(
        CloseReason.OVERLOADED, "buffer memory ran short, and it held most: " + held + " bytes");
    return true;
  }

  private @Nullable SocketSession largest() {
    SocketSession largest = null;
    int most = 0;
    for (Iterator<SocketSession> each = sessions.get().iterator(); each.hasNext(); ) {
      SocketSession session = each.next();
      if (mayHoldMoreThan(most, session)) {
        int held = ownBytes(session);
        largest = held > most ? session : largest;
        most = Math.max(held, most);
      }
    }
    return largest;
  }

  /// Spares most sessions the look at each of their packets.
  private static boolean mayHoldMoreThan(int bytes, SocketSession session) {
    return session.state() != SessionState.CLOSED && session.heldBytesAboveLeast() > bytes;
  }

  private static int ownBytes(SocketSession session) {
    return session.heldBytesAboveLeast() - session.sharedBytes();
  }

  private void logEnded(BufferMemory memory, SocketSession session, long held) {
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
