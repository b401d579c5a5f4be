package dev.wharf.engine.service;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionState;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.session.SocketSession;
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

/// Closes the sessions that hold most buffer memory when a port's memory runs short.
///
/// **When.** Memory is short above seven eighths of the budget ([BufferMemory#markBytes()]). The
/// thread whose claim passes the mark searches for the session that holds most, and closes it as
/// [CloseReason#OVERLOADED], unless enough memory is about to come back. One session is closed for
/// each claim that fits into the reserve. For a claim that does not fit, sessions are closed until
/// it fits, as long as each of them gives memory back. Sessions are compared only in this case, and
/// not for each packet.
///
/// **The memory of a session** is that of its send queue and its receive buffer, beyond the least
/// that every session has. A shared buffer is divided among its holders: sessions with the same
/// backlog of broadcasts hold little each.
///
/// **Guarantee.** The waiting packets of a closed session are back before the claim goes on. The
/// buffers of its pending read and write come back when its worker has handled their completions.
/// The reserve, an eighth of the budget, is for that time. So a claim fails only in three cases:
///
/// - more than the reserve is claimed before the workers have handled such completions;
/// - a closed session gave nothing back;
/// - no session holds half of an equal share (the mark divided by the number of sessions). Then
///   most of the memory is not with sessions, and closing sessions would not help.
///
/// Thread-safe. The lock is held while sessions are compared and closed; no foreign code runs then.
final class MemoryRelief implements BufferMemory.OnShortage {
  private static final Logger log = LoggerFactory.getLogger(MemoryRelief.class);

  /// How long no further search starts after a search that has found no session.
  private static final Duration PAUSE = Duration.ofMillis(10);

  /// Memory of a closed session that has not come back within this time is no longer expected.
  private static final Duration EXPECTED_WITHIN = Duration.ofSeconds(1);

  private static final int LINES_A_SECOND = 5;

  private final EngineRuntime runtime;
  private final Supplier<Stream<SocketSession>> sessions;
  private final ReentrantLock lock = new ReentrantLock();
  private final LogThrottle<Line> lines;

  /// The sessions that this object has closed, and whose memory was not all back at the last look.
  /// While there are some, [#forgetLater] has scheduled the next look.
  private final List<Leaving> leaving = new ArrayList<>();

  /// Whether [#forgetLater] has scheduled a look that has not begun. Guarded by [#lock].
  private boolean isLookScheduled;

  /// The time of the last search that has found no session, by the runtime's clock.
  private long foundNobodyAt;

  /// Creates the object that relieves the memory of one port.
  ///
  /// @param runtime the runtime, for its clock
  /// @param sessions returns the present sessions of all services of the port
  MemoryRelief(EngineRuntime runtime, Supplier<Stream<SocketSession>> sessions) {
    this.runtime = runtime;
    this.sessions = sessions;
    this.lines = LogThrottle.perSecond(runtime, LINES_A_SECOND, MemoryRelief::logSum);
    this.foundNobodyAt = runtime.nanoTime() - PAUSE.toNanos();
  }

  /// A closed session, and the time of its closing.
  private record Leaving(SocketSession session, long since) {
    long heldBytes() {
      return (long) session.heldBytes() - session.sharedBytes();
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
    long now = runtime.nanoTime();
    long excess = excess(memory, now);
    boolean goOn = now - foundNobodyAt >= PAUSE.toNanos();
    while (goOn && excess > 0) {
      boolean ended = endLargest(memory, now);
      long left = excess(memory, now);
      goOn = ended && left < excess && memory.bytesClaimed() > memory.limitBytes();
      excess = left;
    }
  }

  /// Returns the claimed bytes above the mark, less the bytes that are about to come back. The
  /// returning bytes are read first. Otherwise, bytes that come back between the two readings would
  /// count twice.
  private long excess(BufferMemory memory, long now) {
    long returning = returning(now);
    return memory.bytesClaimed() - returning - memory.markBytes();
  }

  /// Returns the bytes of closed sessions that are about to come back.
  private long returning(long now) {
    forgetGone(now);
    return leaving.stream().mapToLong(Leaving::heldBytes).sum();
  }

  private void forgetGone(long now) {
    leaving.removeIf(
        each -> each.heldBytes() == 0 || now - each.since() > EXPECTED_WITHIN.toNanos());
  }

  /// Schedules a look at the closed sessions, so that they do not stay in memory until the next
  /// shortage.
  private void forgetLater() {
    if (!isLookScheduled) {
      isLookScheduled = true;
      var _ = runtime.schedule(EXPECTED_WITHIN, this::forget);
    }
  }

  private void forget() {
    lock.lock();
    try {
      isLookScheduled = false;
      forgetGone(runtime.nanoTime());
      if (!leaving.isEmpty()) {
        forgetLater();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Closes the session that holds most memory. Returns false when no session holds enough.
  private boolean endLargest(BufferMemory memory, long now) {
    long count = sessions.get().count();
    SocketSession largest = largest();
    long held = largest == null ? 0 : ownBytes(largest);
    if (largest == null || held * count * 2 < memory.markBytes()) {
      foundNobodyAt = now;
      logNobody(memory);
      return false;
    }
    leaving.add(new Leaving(largest, now));
    forgetLater();
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

  /// Returns false when the session surely holds no more than `bytes`. Because of this quick check,
  /// the packets of most sessions need not be looked at one by one.
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
