package dev.wharf.swarm.fleet;

import dev.wharf.engine.CloseReason;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.wire.FleetDone;
import dev.wharf.swarm.wire.FleetPiece;
import dev.wharf.swarm.wire.FleetPing;
import dev.wharf.swarm.wire.FleetPong;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// A worker that has joined, as its coordinator sees it. Thread-safe: what comes is told by the
/// session's worker, and asked by the coordinator's thread.
public final class Member {
  private static final int PINGS_AT_FIRST = 5;

  private final CoordinatorSession session;
  private final String name;
  private final String machine;
  private final int workers;

  /// Of the session's worker.
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

  private int nextPiece;
  private int pongs;

  private volatile @Nullable Snapshot latest;
  private volatile int readyFor = -1;
  private volatile long roundTrip = Long.MAX_VALUE;

  /// Guarded by this; of the two, the first that comes.
  private byte @Nullable [] result;

  private String fate = "";

  Member(CoordinatorSession session, String name, String machine, int workers) {
    this.session = session;
    this.name = name;
    this.machine = machine;
    this.workers = workers;
  }

  /// What it is called; no other of the run's workers is.
  public String name() {
    return name;
  }

  /// The machine that it says it is on.
  public String machine() {
    return machine;
  }

  /// The I/O threads that it takes unless it is told otherwise.
  public int workers() {
    return workers;
  }

  /// How it last said it was doing; null when it has not begun.
  public @Nullable Snapshot latest() {
    return latest;
  }

  /// Its whole result; null when that has not come.
  public synchronized byte @Nullable [] result() {
    return result;
  }

  /// Why no result will come of it; empty while one may.
  public synchronized String fate() {
    return fate;
  }

  /// Whether it runs: no result has come, and one may.
  synchronized boolean isRunning() {
    return result == null && fate.isEmpty();
  }

  CoordinatorSession session() {
    return session;
  }

  int readyFor() {
    return readyFor;
  }

  /// How long a packet takes to it, in nanoseconds, as far as is known.
  long distance() {
    return roundTrip == Long.MAX_VALUE ? 0 : roundTrip / 2;
  }

  void ping() {
    session.send(FleetPing.newBuilder().setNanos(System.nanoTime()));
  }

  /// No result will come.
  void lose(String why) {
    synchronized (this) {
      if (!isRunning()) {
        return;
      }
      fate = why;
    }
    session.closeAfterFlush(CloseReason.LOCAL, "the worker was given up");
  }

  void onPong(FleetPong pong) {
    long took = System.nanoTime() - pong.getNanos();
    if (took >= 0) {
      roundTrip = Math.min(roundTrip, took);
    }
    if (++pongs < PINGS_AT_FIRST) {
      ping();
    }
  }

  void onReady(int part) {
    readyFor = part;
  }

  void onProgress(Snapshot snapshot) {
    latest = snapshot;
  }

  void onPiece(FleetPiece piece) {
    if (piece.getNumber() != nextPiece++) {
      lose("a piece of its result is missing");
    } else if (pieces.size() + piece.getData().size() > FleetPackets.MOST_RESULT_BYTES) {
      lose("its result is too large");
    } else {
      pieces.writeBytes(piece.getData().toByteArray());
      if (piece.getLast()) {
        finish();
      }
    }
  }

  private void finish() {
    synchronized (this) {
      if (!isRunning()) {
        return;
      }
      result = pieces.toByteArray();
    }
    session.send(FleetDone.getDefaultInstance());
  }
}
