package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.timer.JobTimer;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;

/// A group of sessions on one port: the sessions of a server ([ServerService]), or sessions that
/// connect to servers ([ClientService]). Any number of services may be on one port.
///
/// Any thread may call the methods, but a worker may not call [#drain] or [#close].
public interface Service extends AutoCloseable {
  /// Returns a live view of the sessions, not a copy. Iterating over it takes no lock.
  Collection<Session> sessions();

  /// Returns the number of sessions.
  int sessionCount();

  /// Returns the counters of this service.
  ServiceCounters counters();

  /// Returns the executor of the service's port ([CompletionPort#executor()]).
  Executor executor();

  /// Returns the timer of the service's port ([CompletionPort#timer()]).
  JobTimer timer();

  /// Returns the runtime of the service's port ([CompletionPort#runtime()]).
  EngineRuntime runtime();

  /// Sends one packet to every connected session. The sessions share the bytes, and no lock is held
  /// while the packet goes to one session after another.
  ///
  /// @return the number of sessions whose send queue took the packet
  int broadcast(SendBuffer packet, SendPolicy policy);

  /// Ends the service in good order: rejects new sessions, calls [SessionHandler#onDraining] for
  /// each session, delivers the queued packets, and waits for the peers to close. After `grace` the
  /// remaining sessions are closed. Blocks until no session is left; this is a little longer than
  /// `grace` at most.
  ///
  /// @return true when all sessions ended within `grace`
  /// @throws IllegalStateException on a worker
  boolean drain(Duration grace);

  /// Ends the service at once: closes all sessions as [CloseReason#DRAINED]. Waits up to two
  /// seconds for the sessions to end.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  void close();
}
