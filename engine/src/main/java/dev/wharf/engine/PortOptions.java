package dev.wharf.engine;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;

/// The options of a [CompletionPort].
///
/// @param workers the number of worker threads; 1 to 256
/// @param shape how the workers share the work
/// @param provider which code makes the network channels; not used when the runtime has its own
///   channels
/// @param name the first part of the workers' thread names
/// @param bufferMemoryBytes the most direct memory that send and receive buffers may take, in bytes
/// @param stallThreshold how long a handler may keep a worker. A longer call is logged, with the
///   worker's stack
/// @param runtime the clock, threads and waits of the port
public record PortOptions(
    int workers,
    Shape shape,
    Provider provider,
    String name,
    long bufferMemoryBytes,
    Duration stallThreshold,
    EngineRuntime runtime) {

  /// Checks that each value is in its range.
  public PortOptions {
    Checks.range("workers", workers, 1, 256);
    Checks.range("bufferMemoryBytes", bufferMemoryBytes, 64 << 10, 1L << 40);
    Checks.positive("stallThreshold", stallThreshold);
  }

  /// How workers share the work.
  public enum Shape {
    /// All workers share one completion port: any worker handles any session.
    SHARED,
    /// Each worker has its own completion port. A session stays with one worker, so no session's
    /// work passes between threads. The default; docs/concurrency.md has the measurement. On
    /// systems that cannot spread connections over several listeners (`SO_REUSEPORT`), the shape is
    /// [#SHARED].
    PER_WORKER
  }

  /// The `AsynchronousChannelProvider` that makes the channels.
  public enum Provider {
    /// [#URING] where the system allows io_uring, and [#JDK] elsewhere.
    AUTO,
    /// The JDK's own provider: IOCP on Windows, epoll on Linux, kqueue on macOS.
    JDK,
    /// The provider that uses io_uring. It needs Linux 5.19 or newer, and a system that allows
    /// io_uring. Elsewhere, opening a port fails.
    URING
  }

  /// Returns options with a worker for each processor, 256 MiB for buffers, and a stall threshold
  /// of 100 ms.
  public static PortOptions defaults() {
    return new PortOptions(
        Runtime.getRuntime().availableProcessors(),
        Shape.PER_WORKER,
        Provider.AUTO,
        "wharf",
        256L << 20,
        Duration.ofMillis(100),
        EngineRuntime.system());
  }

  /// Returns a copy with another number of workers.
  public PortOptions withWorkers(int count) {
    return new PortOptions(
        count, shape, provider, name, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// Returns a copy with another shape.
  public PortOptions withShape(Shape other) {
    return new PortOptions(
        workers, other, provider, name, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// Returns a copy with another provider.
  public PortOptions withProvider(Provider other) {
    return new PortOptions(workers, shape, other, name, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// Returns a copy with another name.
  public PortOptions withName(String other) {
    return new PortOptions(
        workers, shape, provider, other, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// Returns a copy with another memory budget.
  public PortOptions withBufferMemoryBytes(long bytes) {
    return new PortOptions(workers, shape, provider, name, bytes, stallThreshold, runtime);
  }

  /// Returns a copy with another stall threshold.
  public PortOptions withStallThreshold(Duration threshold) {
    return new PortOptions(workers, shape, provider, name, bufferMemoryBytes, threshold, runtime);
  }

  /// Returns a copy with another runtime.
  public PortOptions withRuntime(EngineRuntime other) {
    return new PortOptions(
        workers, shape, provider, name, bufferMemoryBytes, stallThreshold, other);
  }
}
