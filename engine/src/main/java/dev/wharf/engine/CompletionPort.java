package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.service.SocketPort;
import dev.wharf.engine.timer.JobTimer;
import dev.wharf.engine.worker.WorkerThread;
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
  static void rejectOnWorker(String call) {
    WorkerThread.rejectOnWorker(call);
  }

  /// The options in force; the shape may differ from the one asked for.
  PortOptions options();

  /// The name of the `AsynchronousChannelProvider` in use.
  String providerName();

  /// An executor that runs tasks on the workers. A task that is submitted on a worker runs on the
  /// same worker, at the end of the present completion; any other task runs on the workers in turn.
  /// Tasks may not block. A worker rejects a task with
  /// [java.util.concurrent.RejectedExecutionException] when 262,144 tasks wait for it.
  Executor executor();

  /// An executor for each worker, always in the same order. A task waits for that worker alone,
  /// behind its other tasks. The delay of a task shows how far behind the worker is.
  List<Executor> workerExecutors();

  /// The port's one timer.
  JobTimer timer();

  /// Makes a queue whose jobs run on the thread of the [timer][#timer()]. For periodic jobs that
  /// only read figures and take no time.
  ///
  /// @param name names the queue in the log and among the failures
  JobQueue timerQueue(String name);

  /// The failures of jobs on [#executor()], on workers and on the timer's thread, counted by the
  /// names of their queues. Tasks that belong to no queue are counted as `worker`.
  JobFailures jobFailures();

  /// The pool for packets to send.
  SendBufferPool sendBuffers();

  /// The direct memory of all buffers that are out of the pool, in bytes; at most
  /// [PortOptions#bufferMemoryBytes()].
  long bufferBytesOut();

  /// The counts of live sessions, pending operations and buffers out of the pool.
  Ledger ledger();

  /// The clock, threads and waits of the port. What runs on the port uses them too.
  EngineRuntime runtime();

  /// The time of the runtime's clock, in nanoseconds from an arbitrary origin. Only differences
  /// have a meaning.
  long nanoTime();

  /// The number of stalls: handlers that have kept a worker for longer than
  /// [PortOptions#stallThreshold()].
  long stalls();

  /// The number of workers that have died. A worker dies when the system takes its completion port
  /// away. Its sessions end as [CloseReason#IO_ERROR], and it goes on with a new completion port
  /// where the system gives one.
  long workerDeaths();

  /// A stage that completes, with the reason, when a worker has died and has no new completion
  /// port. The port then serves on its other workers only, so its owner should drain and close it.
  /// The stage completes on the dying worker: dependent stages may not block.
  CompletionStage<String> failure();

  /// Closes the open services, the timer and the workers. Blocks until the workers have ended, for
  /// some seconds at most. Closing again does nothing.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  void close();
}
