package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.runtime.EngineRuntime;

/// The service of a session, as the session sees it. All methods may be called from any thread.
public interface SessionHost {
  /// The options of the service's sessions.
  SessionOptions sessionOptions();

  /// The options of each session's job queue.
  JobQueueOptions sessionJobOptions();

  /// The counters of the service.
  LiveCounters liveCounters();

  /// The ledger of the port.
  LiveLedger ledger();

  /// The memory of the port.
  BufferMemory memory();

  /// The send buffers of the port.
  SendBufferPool sendBuffers();

  /// The runtime of the port.
  EngineRuntime runtime();

  /// Called when a session's peer has sent its first whole frame: once for each session, serially
  /// with its callbacks.
  void onFirstFrame(SocketSession session);

  /// Called when a session has become authenticated: at most once for each session.
  void onAuthenticated(SocketSession session);

  /// Called once for each session, after `onDisconnected`, serially with its callbacks.
  void onSessionEnded(SocketSession session);

  /// Counts and logs a failure of the application's code.
  ///
  /// @param handler names the code, for the log
  /// @param served the session or the address that the code served
  /// @return the reason to close that session with
  CloseReason handlerFailed(String handler, Object served, Throwable thrown);
}
