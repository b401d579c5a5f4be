package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A connection to one peer, with a receive buffer and a send queue.
///
/// A service makes a session for each connection ([ServerService], [ClientService]). The session
/// calls its [SessionHandler] on a worker of the port.
///
/// All methods may be called from any thread, except where it says otherwise. None of them blocks
/// or runs the game's code.
///
/// **Lifetime.** A session may be referred to for as long as anybody likes. A session that has
/// ended rejects what is sent ([SendResult#CLOSED]). Its buffers go back to the pool once no
/// operation is pending on it; the [Ledger] shows them until then.
public interface Session {
  /// A number that no other session of this service has.
  long id();

  /// The peer's address: the accepted one, or the one to connect to.
  InetSocketAddress remoteAddress();

  /// The present stage of the session's life.
  SessionState state();

  /// The handler that the service's [SessionHandlerFactory] made for this session.
  SessionHandler handler();

  /// The time of the port's clock in nanoseconds ([CompletionPort#nanoTime()]).
  long nanoTime();

  /// The pool for packets to send.
  SendBufferPool sendBuffers();

  /// Sends a packet that must not be dropped: [#send(SendBuffer, SendPolicy)] with
  /// [SendPolicy#KEEP].
  SendResult send(SendBuffer packet);

  /// Queues a packet, in the order of the calls; it leaves with others in one write as soon as the
  /// worker is free. Seals the buffer. The caller still closes it.
  ///
  /// @param policy what to do when the reader is too slow
  /// @throws IllegalArgumentException when the packet alone is larger than the send queue's limit
  /// @throws IllegalStateException when the packet is closed already
  SendResult send(SendBuffer packet, SendPolicy policy);

  /// Whether the reader is slow: the send queue has reached its high mark, and has not fallen to
  /// its low mark since.
  boolean isSlow();

  /// The number of packets in the send queue, including those that are being written.
  int queuedPackets();

  /// The buffer memory that the send queue holds, in bytes: the capacities of its buffers,
  /// including those that are being written. A buffer that is shared with other sessions counts in
  /// full.
  int queuedBytes();

  /// Runs a task on the session's worker. Tasks and callbacks of a session never overlap. This is
  /// the way back from a thread that may block. The task is not run after
  /// [SessionHandler#onDisconnected].
  ///
  /// @return false when the session is closed and the task will not run
  /// @throws dev.wharf.engine.job.JobQueueFullException when too many tasks are queued
  boolean execute(Runnable task);

  /// Changes the largest size of this session's receive buffer
  /// ([SessionOptions#receiveLimitBytes()]). Call it from a callback or an [#execute] task.
  ///
  /// @param bytes at least 1; a buffer that is larger already keeps its size
  void limitReceiveBuffer(int bytes);

  /// Records that the peer has logged in. The login deadline ends, and the session no longer counts
  /// as unauthenticated. Has no effect when repeated, or when the session has ended.
  void markAuthenticated();

  /// Whether the peer has logged in, or the service requires no login.
  boolean isAuthenticated();

  /// Closes at once; queued packets are not delivered. The first reason given is the session's
  /// reason.
  void close(CloseReason reason);

  /// Closes at once; queued packets are not delivered. The first reason given is the session's
  /// reason.
  ///
  /// @param detail one line for the log. It must not contain the peer's text
  void close(CloseReason reason, String detail);

  /// Closes in good order: receives no more, delivers the queued packets within
  /// [SessionOptions#closingTimeout()], shuts the output down, and waits up to two seconds for the
  /// peer to close too.
  ///
  /// @param detail one line for the log. It must not contain the peer's text
  void closeAfterFlush(CloseReason reason, String detail);

  /// Closes the session at once because the application's code threw while it served the session.
  /// The failure is counted and logged. For jobs of other queues; callbacks and [#execute] tasks
  /// need only throw.
  void fail(Throwable thrown);

  /// Counts and logs a failure of the application's code. The caller then ends the session.
  ///
  /// @param handler names the code, for the log
  /// @return the reason to close the session with: [CloseReason#OVERLOADED] when there was no
  ///   memory, else [CloseReason#HANDLER_FAILED]
  CloseReason handlerFailed(String handler, Throwable thrown);

  /// Why the session ends or ended; null while nobody has given a reason.
  @Nullable CloseReason closeReason();

  /// The detail given together with [#closeReason()]; may be empty.
  String closeDetail();
}
