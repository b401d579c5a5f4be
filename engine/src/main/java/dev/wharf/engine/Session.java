package dev.wharf.engine;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.buffer.SendJournal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A connection to one peer, with a receive buffer and a send queue.
///
/// A service makes a session for each connection ([ServerService], [ClientService]). The session
/// calls its [SessionHandler] on a worker of the port.
///
/// Any thread may call the methods, unless a method says otherwise. No method blocks or runs the
/// game's code.
///
/// **Lifetime.** Code may keep a reference to a session for any length of time. A session that has
/// ended rejects packets ([SendResult#CLOSED]). Its buffers go back to the pool when no operation
/// on it is pending any more; until then, the [Ledger] counts them.
public interface Session {
  /// Returns a number that no other session of this service has.
  long id();

  /// Returns the address of the peer. For a client's session, this is the address to connect to.
  /// Behind a proxy that tells the addresses of its clients, this is the proxy's address until
  /// [SessionHandler#onConnected], and the client's from then on.
  InetSocketAddress remoteAddress();

  /// Returns the present stage of the session's life.
  SessionState state();

  /// Returns the handler that the service's [SessionHandlerFactory] made for this session.
  SessionHandler handler();

  /// Returns the time of the port's clock in nanoseconds ([CompletionPort#nanoTime()]).
  long nanoTime();

  /// Returns the pool of the buffers for packets to send.
  SendBufferPool sendBuffers();

  /// Sends a packet that must not be dropped: [#send(SendBuffer, SendPolicy)] with
  /// [SendPolicy#KEEP].
  SendResult send(SendBuffer packet);

  /// Queues a packet behind the packets of earlier calls. When the worker is free, it sends all
  /// queued packets with few writes. This method seals the buffer, so that its bytes cannot change.
  /// The caller still closes the buffer.
  ///
  /// @param policy what to do when the reader is too slow
  /// @throws IllegalArgumentException when the packet alone is larger than the send queue's limit
  /// @throws IllegalStateException when the packet is closed already
  SendResult send(SendBuffer packet, SendPolicy policy);

  /// Sets the journal that learns what becomes of the packets in the send queue, from now on: also
  /// of those that wait already. A session has at most one journal; a second call replaces it.
  void journal(SendJournal journal);

  /// Queues a packet that a [SendJournal] holds, because another session did not deliver it. Does
  /// the same as [#send(SendBuffer)], except that the caller of [SendBufferPool#acquire(int)] may
  /// have closed the packet.
  ///
  /// @throws IllegalArgumentException when the packet alone is larger than the send queue's limit
  /// @throws IllegalStateException when nobody holds the packet
  SendResult resend(SendBuffer packet);

  /// Returns whether the reader is slow: the send queue has reached its high mark, and has not
  /// fallen to its low mark since then.
  boolean isSlow();

  /// Returns the number of packets in the send queue, including those that are being written.
  int queuedPackets();

  /// Returns the buffer memory that the send queue holds, in bytes: the capacities of its buffers,
  /// including the buffers that are being written. A buffer that is shared with other sessions
  /// counts in full.
  int queuedBytes();

  /// Runs a task on the session's worker. Tasks and callbacks of a session never overlap. A thread
  /// that blocks, such as a database thread, uses this method to hand its result to the session.
  /// The task does not run after [SessionHandler#onDisconnected].
  ///
  /// @return false when the session is closed and the task will not run
  /// @throws dev.wharf.engine.job.JobQueueFullException when too many tasks are queued
  boolean execute(Runnable task);

  /// Changes the largest size of this session's receive buffer
  /// ([SessionOptions#receiveLimitBytes()]). Call it from a callback or an [#execute] task.
  ///
  /// @param bytes at least 1. A buffer that is already larger keeps its size
  void limitReceiveBuffer(int bytes);

  /// Records that the peer has logged in. The login deadline ends, and the session no longer counts
  /// as unauthenticated. A second call, or a call after the end of the session, does nothing.
  void markAuthenticated();

  /// Returns whether the peer has logged in, or the service requires no login.
  boolean isAuthenticated();

  /// Closes the session at once; queued packets are not delivered. The first reason given is the
  /// session's reason.
  void close(CloseReason reason);

  /// Closes the session at once; queued packets are not delivered. The first reason given is the
  /// session's reason.
  ///
  /// @param detail one line for the log. It must not contain text from the peer
  void close(CloseReason reason, String detail);

  /// Closes the session in good order: receives no more, delivers the queued packets within
  /// [SessionOptions#closingTimeout()], shuts the output down, and waits up to two seconds for the
  /// peer to close too.
  ///
  /// @param detail one line for the log. It must not contain text from the peer
  void closeAfterFlush(CloseReason reason, String detail);

  /// Closes the session at once because the application's code threw while it served the session.
  /// The failure is counted and logged. For code that runs in a job queue of the game. Callbacks
  /// and [#execute] tasks do not need this method, because the session catches what they throw.
  void fail(Throwable thrown);

  /// Counts and logs a failure of the application's code. Does not end the session: the caller must
  /// close the session with the returned reason.
  ///
  /// @param handler the name of the code that failed, for the log
  /// @return the reason to close the session with: [CloseReason#OVERLOADED] when there was no
  ///   memory, else [CloseReason#HANDLER_FAILED]
  CloseReason handlerFailed(String handler, Throwable thrown);

  /// Returns why the session ends or ended, or null while nobody has given a reason.
  @Nullable CloseReason closeReason();

  /// Returns the detail given together with [#closeReason()]; may be empty.
  String closeDetail();
}
