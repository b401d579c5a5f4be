package dev.wharf.bench.parts;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads of all benchmarks: those that Netty's event loops are, as its pools are slower on
/// any other.
public final class FastThreads extends ThreadPoolExecutor {
  /// As JMH calls it.
  public FastThreads(int threads, String name) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(name, true));
  }
}
