package dev.wharf.bench.parts;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads of all benchmarks. Their type is that of the threads of Netty's event loops, because
/// Netty's pools are slower on other threads.
public final class FastThreads extends ThreadPoolExecutor {
  /// Creates the threads. JMH calls this constructor.
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
