package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.service.SocketPort;
import dev.wharf.engine.timer.JobTimer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// A completion port: worker threads on which all I/O completes, and what they share: buffer
/// memory, a clock, a timer and a ledger. Any number of services may be on it, and any number of
/// ports in one process.
///
/// Thread-safe. Whoever opened the port closes it, after its services.
public interface CompletionPort extends AutoCloseable {
  /// Opens a port and starts its workers.
  ///
  /// @throws UncheckedIOException when the system refuses: too many descriptors are open, or the
  ///   requested provider is not available
  static CompletionPort open(PortOptions options) {
    return SocketPort.open(options);
  }

  /// Throws when the calling thread is a worker. For methods that block.
  ///
  /// @param call the method that blocks, for the message
  /// @throws IllegalStateException on a worker of any port
  static void refuseOnWorker(String call) {
    SocketPort.refuseOnWorker(call);
  }

  /// The options in force; the shape may differ from the one asked for.
  PortOptions options();

  /// The name of the `AsynchronousChannelProvider` in use.
  String providerName();

  /// Runs tasks on the workers: from within a completion on the same worker, at its end; from
  /// elsewhere on the workers in turn. Tasks may not block. A worker takes 262,144 tasks that wait;
  /// the next one is rejected with a [java.util.concurrent.RejectedExecutionException].
  Executor executor();

  /// An executor for each worker, in an order that lasts: what goes to one of them waits for that
  /// worker alone, behind all else that waits there. The way to see how far behind a worker is.
  List<Executor> workerExecutors();

  /// The port's one timer.
  JobTimer timer();

  /// A queue whose jobs run on the thread of the [timer][#timer()]: for looks at figures, again and
  /// again, that take no time.
  ///
  /// @param name names the queue in the log and among the failures
  JobQueue timerQueue(String name);

  /// Counts the failures in queues on [#executor()], on workers and on the timer's thread, by queue
  /// name. Tasks of no queue are counted as `worker`.
  JobFailures jobFailures();

  /// Where to get buffers for what is sent.
  SendBufferPool sendBuffers();

  /// Direct memory handed out in buffers and not yet given back, in bytes; never more than
  /// [PortOptions#bufferMemoryBytes()].
  long bufferBytesOut();

  /// What is still owed.
  Ledger ledger();

  /// The port's clock, in nanoseconds from an arbitrary origin: only differences mean anything.
  long nanoTime();

  /// How often a handler was reported for keeping a worker longer than
  /// [PortOptions#stallThreshold()].
  long stalls();

  /// How many workers have died. A worker dies when the system takes its completion port away: its
  /// sessions end as [CloseReason#IO_ERROR], and another worker takes its place if there is one to
  /// be had.
  long workerDeaths();

  /// Completes when a worker has died and none can take its place, with the reason. From then on
  /// the port serves on its other workers only: whoever owns the port should drain and close it.
  /// The stage completes on the dying worker; what depends on it may not block.
  CompletionStage<String> failure();

  /// Closes the services that are still open, the timer and the workers. Blocks until the workers
  /// have ended, for some seconds at the most. Closing again does nothing.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  void close();
}
