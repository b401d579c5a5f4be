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

/// A completion port: worker threads on which all I/O completes, and what the workers share: buffer
/// memory, a clock, a timer and a ledger. One port can serve any number of services, and one
/// process can have any number of ports.
///
/// Thread-safe. The code that opened the port closes it, after its services.
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
  /// @param call the name of the method that blocks, for the exception's message
  /// @throws IllegalStateException on a worker of any port
  static void rejectOnWorker(String call) {
    WorkerThread.rejectOnWorker(call);
  }

  /// Returns the options in use. Their shape is [PortOptions.Shape#SHARED] where the system cannot
  /// give the shape that was asked for.
  PortOptions options();

  /// Returns the name of the `AsynchronousChannelProvider` in use.
  String providerName();

  /// Returns an executor that runs tasks on the workers. A task that a worker submits runs on the
  /// same worker, after the completion that the worker handles now. Tasks from other threads go to
  /// the workers in turn. Tasks may not block. When 262,144 tasks wait for a worker, further tasks
  /// for it are rejected with [java.util.concurrent.RejectedExecutionException]. The executor is a
  /// [dev.wharf.engine.job.JobExecutor].
  Executor executor();

  /// Returns one executor for each worker, always in the same order. An executor runs its tasks on
  /// its worker only, after the tasks that wait there already. So the delay of a task shows how far
  /// the worker is behind.
  List<Executor> workerExecutors();

  /// Returns the timer of this port. A port has one timer.
  JobTimer timer();

  /// Makes a queue whose jobs run on the thread of the [timer][#timer()]. For periodic jobs that
  /// only read numbers and take almost no time.
  ///
  /// @param name the name of the queue in the log and in [#jobFailures()]
  JobQueue timerQueue(String name);

  /// Returns the number of failed jobs on [#executor()], on workers and on the timer's thread, by
  /// the names of their queues. Tasks that belong to no queue are counted as `worker`.
  JobFailures jobFailures();

  /// Returns the pool of the buffers for packets to send.
  SendBufferPool sendBuffers();

  /// Returns the direct memory of all buffers that are in use (out of the pool), in bytes; at most
  /// [PortOptions#bufferMemoryBytes()].
  long bufferBytesOut();

  /// Returns the counts of live sessions, pending operations and buffers out of the pool.
  Ledger ledger();

  /// Returns the clock, threads and waits of the port. Code that runs on the port uses them too.
  EngineRuntime runtime();

  /// Returns the time of the runtime's clock, in nanoseconds from an arbitrary origin. Only
  /// differences have a meaning.
  long nanoTime();

  /// Returns the number of stalls. A stall is a handler that keeps a worker for longer than
  /// [PortOptions#stallThreshold()].
  long stalls();

  /// Returns how often a worker has died. A worker dies when its last thread ends, for example
  /// because its io_uring ring was lost. Its sessions end as [CloseReason#IO_ERROR], and the worker
  /// goes on with new threads and a new ring, if the system permits that.
  long workerDeaths();

  /// Returns a stage that completes, with the reason, when a worker has died and cannot go on. This
  /// port then serves on its other workers only, so the code that opened the port should drain its
  /// services and close it. The stage completes on the dying worker: dependent stages may not
  /// block.
  CompletionStage<String> failure();

  /// Closes the open services, runs the close actions of [#executor()], and closes the timer and
  /// the workers. Blocks until the workers have ended, for some seconds at most. A second call does
  /// nothing.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  void close();
}
