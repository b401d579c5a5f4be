package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import dev.wharf.bench.server.Question;
import java.util.Map;

/// The memory of a server's process after a full collection, in bytes.
///
/// @param heap the used heap
/// @param resident the resident memory of the process
/// @param direct the buffers outside the heap
record Memory(double heap, double resident, double direct) {
  private static final double NOISE = 128 << 10;
  private static final int MOST_LOOKS = 40;
  private static final int PAUSE_MILLIS = 250;

  /// Reads the memory until two readings in a row agree, because the JVM frees some memory late.
  /// Takes the last reading when no two agree.
  static Memory settled(ServerProcess server) {
    Memory last = of(server);
    for (int look = 1; look < MOST_LOOKS; look++) {
      pause();
      Memory next = of(server);
      if (next.isNear(last)) {
        return next;
      }
      last = next;
    }
    return last;
  }

  /// Returns the memory of each connection that was opened since an earlier reading. The server's
  /// whole heap must be resident from the start, so that any growth of the resident memory is
  /// outside the heap.
  ///
  /// @param before the earlier reading
  /// @param connections the number of connections that were opened since that reading
  Map<String, Double> perConnection(Memory before, int connections) {
    double heapMore = (heap - before.heap) / connections;
    double outsideMore = (resident - before.resident) / connections;
    return Map.of(
        "bytes_per_connection",
        heapMore + outsideMore,
        "heap_bytes_per_connection",
        heapMore,
        "outside_bytes_per_connection",
        outsideMore,
        "direct_bytes_per_connection",
        (direct - before.direct) / connections);
  }

  private static Memory of(ServerProcess server) {
    Outcome told = new Outcome(true, server.ask(Question.MEMORY));
    return new Memory(told.value("heap_bytes"), server.residentBytes(), told.value("direct_bytes"));
  }

  private boolean isNear(Memory other) {
    return Math.abs(heap - other.heap) < NOISE && Math.abs(resident - other.resident) < NOISE;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("interrupted", e);
    }
  }
}
