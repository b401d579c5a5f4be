package dev.wharf.engine;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;

/// The options of a [CompletionPort].
///
/// @param workers the number of worker threads; 1 to 256
/// @param shape how the workers share the work
/// @param provider the code behind the channels, unless the runtime has channels of its own
/// @param name the first part of the workers' thread names
/// @param bufferMemoryBytes the most direct memory that send and receive buffers may take, in bytes
/// @param stallThreshold a handler that keeps a worker for longer is reported, with its stack
/// @param runtime the clock, threads and waits of the port
public record PortOptions(
    int workers,
    Shape shape,
    Provider provider,
    String name,
    long bufferMemoryBytes,
    Duration stallThreshold,
    EngineRuntime runtime) {

  /// Checks the ranges.
  public PortOptions {
    Checks.range("workers", workers, 1, 256);
    Checks.range("bufferMemoryBytes", bufferMemoryBytes, 64 << 10, 1L << 40);
    Checks.positive("stallThreshold", stallThreshold);
  }

  /// How workers share the work.
  public enum Shape {
    /// One completion port for all workers, as in the lecture: any worker handles any session.
    SHARED,
    /// A completion port for each worker. A session stays with one worker, so that nothing is
    /// handed from thread to thread. The default; docs/concurrency.md has the measurement. On
    /// systems that cannot spread connections over several listeners (`SO_REUSEPORT`), the shape is
    /// [#SHARED].
    PER_WORKER
  }

  /// The `AsynchronousChannelProvider` that makes the channels.
  public enum Provider {
    /// io_uring where the system allows it, else the JDK's.
    AUTO,
    /// The JDK's own: IOCP on Windows, epoll on Linux, kqueue on macOS.
    JDK,
    /// io_uring: Linux 5.19 or newer, where the system allows it. Opening a port fails elsewhere.
    URING
  }

  /// Options with a worker for each processor, 256 MiB for buffers, and a stall threshold of 100
  /// ms.
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

  /// A copy with another number of workers.
  public PortOptions withWorkers(int count) {
    return new PortOptions(
        count, shape, provider, name, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// A copy with another shape.
  public PortOptions withShape(Shape other) {
    return new PortOptions(
        workers, other, provider, name, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// A copy with another provider.
  public PortOptions withProvider(Provider other) {
    return new PortOptions(workers, shape, other, name, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// A copy with another name.
  public PortOptions withName(String other) {
    return new PortOptions(
        workers, shape, provider, other, bufferMemoryBytes, stallThreshold, runtime);
  }

  /// A copy with another memory budget.
  public PortOptions withBufferMemoryBytes(long bytes) {
    return new PortOptions(workers, shape, provider, name, bytes, stallThreshold, runtime);
  }

  /// A copy with another stall threshold.
  public PortOptions withStallThreshold(Duration threshold) {
    return new PortOptions(workers, shape, provider, name, bufferMemoryBytes, threshold, runtime);
  }

  /// A copy with another runtime.
  public PortOptions withRuntime(EngineRuntime other) {
    return new PortOptions(
        workers, shape, provider, name, bufferMemoryBytes, stallThreshold, other);
  }
}
