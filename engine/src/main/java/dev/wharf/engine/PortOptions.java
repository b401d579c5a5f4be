package dev.wharf.engine;

import java.time.Duration;

/// What a [CompletionPort] needs to know.
///
/// @param workers the number of worker threads; 1 to 256
/// @param shape how the workers share the work
/// @param provider whose completion port it is
/// @param name the first part of the workers' thread names
/// @param bufferMemoryBytes the most direct memory that send and receive buffers may take, in bytes
/// @param stallThreshold a handler that keeps a worker for so long is reported, with its stack
public record PortOptions(
    int workers,
    Shape shape,
    Provider provider,
    String name,
    long bufferMemoryBytes,
    Duration stallThreshold) {

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
    /// A completion port for each worker, and each session with one of them for life: nothing is
    /// handed from thread to thread. The default; see docs/concurrency.md for the measurement.
    /// Where the system cannot spread connections over listeners (`SO_REUSEPORT`), the shape is
    /// [#SHARED] instead.
    PER_WORKER
  }

  /// Whose `AsynchronousChannelProvider` is used.
  public enum Provider {
    /// The best that this machine allows.
    AUTO,
    /// The JDK's own: IOCP on Windows, epoll on Linux, kqueue on macOS.
    JDK,
    /// io_uring: Linux 5.19 or newer, where the system lets us. Refuses to open elsewhere.
    URING
  }

  /// A worker for each processor, 256 MiB for buffers, stalls reported from 100 ms.
  public static PortOptions defaults() {
    return new PortOptions(
        Runtime.getRuntime().availableProcessors(),
        Shape.PER_WORKER,
        Provider.AUTO,
        "wharf",
        256L << 20,
        Duration.ofMillis(100));
  }

  /// A copy with another number of workers.
  public PortOptions withWorkers(int count) {
    return new PortOptions(count, shape, provider, name, bufferMemoryBytes, stallThreshold);
  }

  /// A copy with another shape.
  public PortOptions withShape(Shape other) {
    return new PortOptions(workers, other, provider, name, bufferMemoryBytes, stallThreshold);
  }

  /// A copy with another provider.
  public PortOptions withProvider(Provider other) {
    return new PortOptions(workers, shape, other, name, bufferMemoryBytes, stallThreshold);
  }

  /// A copy with another name.
  public PortOptions withName(String other) {
    return new PortOptions(workers, shape, provider, other, bufferMemoryBytes, stallThreshold);
  }

  /// A copy with another memory budget.
  public PortOptions withBufferMemoryBytes(long bytes) {
    return new PortOptions(workers, shape, provider, name, bytes, stallThreshold);
  }

  /// A copy with another stall threshold.
  public PortOptions withStallThreshold(Duration threshold) {
    return new PortOptions(workers, shape, provider, name, bufferMemoryBytes, threshold);
  }
}
