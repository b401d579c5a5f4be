package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.timer.JobTimer;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;

/// A group of sessions on one port: those of a server ([ServerService]), or those that connect to
/// servers ([ClientService]). Any number of services may be on one port.
///
/// All methods may be called from any thread, [#drain] and [#close] from any thread but a worker.
public interface Service extends AutoCloseable {
  /// A live view of the sessions, not a copy. Iterating over it takes no lock.
  Collection<Session> sessions();

  /// The number of sessions.
  int sessionCount();

  /// The counters of this service.
  ServiceCounters counters();

  /// The executor of the service's port ([CompletionPort#executor()]).
  Executor executor();

  /// The timer of the service's port ([CompletionPort#timer()]).
  JobTimer timer();

  /// The runtime of the service's port ([CompletionPort#runtime()]).
  EngineRuntime runtime();

  /// Sends one packet to every connected session. The sessions share the bytes; no lock is held
  /// over all of them.
  ///
  /// @return how many sessions took it
  int broadcast(SendBuffer packet, SendPolicy policy);

  /// Ends the service in good order: rejects new sessions, calls [SessionHandler#onDraining] for
  /// each session, delivers what is queued, and waits for the peers to close. After `grace` the
  /// remaining sessions are closed. Blocks until no session is left, a little longer than `grace`
  /// at most.
  ///
  /// @return true when all sessions ended within `grace`
  /// @throws IllegalStateException on a worker
  boolean drain(Duration grace);

  /// Ends the service at once: closes all sessions as [CloseReason#DRAINED].
  ///
  /// @throws IllegalStateException on a worker
  @Override
  void close();
}
