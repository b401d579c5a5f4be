package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.runtime.EngineRuntime;

/// The service of a session, as the session sees it. Any thread may call the methods.
public interface SessionHost {
  /// Returns the options of each session's job queue.
  JobQueueOptions sessionJobOptions();

  /// Returns the counters of the service.
  LiveCounters liveCounters();

  /// Returns the ledger of the port.
  LiveLedger ledger();

  /// Returns the buffer memory of the port.
  BufferMemory memory();

  /// Returns the pool of send buffers of the port.
  SendBufferPool sendBuffers();

  /// Returns the runtime of the port.
  EngineRuntime runtime();

  /// Called when a session's transformation has told the peer's address, which
  /// [SocketSession#remoteAddress()] returns from now on: at most once for each session, before
  /// `onConnected`. The service may close the session.
  void onPeerAddress(SocketSession session);

  /// Called when a session's peer has sent its first whole frame: once for each session, never at
  /// the same time as the session's callbacks.
  void onFirstFrame(SocketSession session);

  /// Called when a session has become authenticated: at most once for each session.
  void onAuthenticated(SocketSession session);

  /// Called once for each session, after `onDisconnected`, never at the same time as the session's
  /// callbacks.
  void onSessionEnded(SocketSession session);

  /// Counts and logs a failure of the application's code. Closes nothing: the caller closes the
  /// session.
  ///
  /// @param handler what failed, in words for the log, such as `onDisconnected` or `sending`
  /// @param served the session, or the remote address when there is no session yet; for the log
  /// @return the reason to close the session with: [CloseReason#OVERLOADED] when memory was short,
  ///   else [CloseReason#HANDLER_FAILED]
  CloseReason handlerFailed(String handler, Object served, Throwable thrown);
}
