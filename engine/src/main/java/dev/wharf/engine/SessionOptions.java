package dev.wharf.engine;

import dev.wharf.engine.transform.TransformationFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bounds of one session. Deadlines are looked at four times a second, so that a session may
/// live up to 250 ms longer than they say.
///
/// @param receiveInitialBytes the receive buffer at the start, in bytes; 64 to `receiveLimitBytes`
/// @param receiveLimitBytes the most that the receive buffer grows to, in bytes, and so the largest
///   frame that can be received; up to 16 MiB
/// @param sendQueue the bounds of the send queue
/// @param idleTimeout a session that receives nothing for so long is ended; zero turns it off
/// @param frameTimeout a frame that was begun must be complete within so long, however its bytes
///   trickle in
/// @param writeTimeout the peer must take some of what is being written to it within so long,
///   whatever it sends meanwhile
/// @param loginTimeout the peer must be marked authenticated within so long; zero for a service
///   that asks for no login
/// @param connectTimeout a connection must be established within so long, the handshake of its
///   transformation included
/// @param closingTimeout what is queued must be delivered within so long after the session began to
///   close
/// @param tcpNoDelay whether small packets leave at once (Nagle's algorithm off)
/// @param unsentBytes about how many bytes the system's socket takes that it has not sent yet; 0 to
///   16 MiB, where 0 leaves it to the system. What goes beyond waits in the send queue, where it
///   can still be replaced ([SendPolicy#latestOnly(long)]). On io_uring this is
///   `TCP_NOTSENT_LOWAT`. The JDK's channels have no such option: there the socket's send buffer
///   (`SO_SNDBUF`) is twice as large, because it also holds what was sent and not acknowledged
/// @param transformation makes what changes the bytes between the channel and the session, such as
///   encryption; null for none
public record SessionOptions(
    int receiveInitialBytes,
    int receiveLimitBytes,
    SendQueueLimits sendQueue,
    Duration idleTimeout,
    Duration frameTimeout,
    Duration writeTimeout,
    Duration loginTimeout,
    Duration connectTimeout,
    Duration closingTimeout,
    boolean tcpNoDelay,
    int unsentBytes,
    @Nullable TransformationFactory transformation) {

  /// Checks the ranges.
  public SessionOptions {
    Checks.range("receiveLimitBytes", receiveLimitBytes, 64, 16 << 20);
    Checks.range("receiveInitialBytes", receiveInitialBytes, 64, receiveLimitBytes);
    Checks.notNegative("idleTimeout", idleTimeout);
    Checks.positive("frameTimeout", frameTimeout);
    Checks.positive("writeTimeout", writeTimeout);
    Checks.notNegative("loginTimeout", loginTimeout);
    Checks.positive("connectTimeout", connectTimeout);
    Checks.positive("closingTimeout", closingTimeout);
    Checks.range("unsentBytes", unsentBytes, 0, 16 << 20);
  }

  /// What a server needs that faces strangers: frames of 4,096 bytes, 5 s to log in, 10 s for a
  /// frame, gone after 30 s of silence, or 15 s in which it takes nothing of what is sent.
  public static SessionOptions defaults() {
    return new SessionOptions(
        512,
        4096,
        SendQueueLimits.defaults(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        true,
        16 << 10,
        null);
  }

  /// A copy with another receive buffer.
  public SessionOptions withReceiveBytes(int initial, int limit) {
    return new SessionOptions(
        initial,
        limit,
        sendQueue,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another send queue.
  public SessionOptions withSendQueue(SendQueueLimits limits) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        limits,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another idle timeout; zero turns it off.
  public SessionOptions withIdleTimeout(Duration timeout) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        timeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another frame timeout.
  public SessionOptions withFrameTimeout(Duration timeout) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        timeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another write timeout.
  public SessionOptions withWriteTimeout(Duration timeout) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        frameTimeout,
        timeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another login timeout; zero for a service that asks for no login.
  public SessionOptions withLoginTimeout(Duration timeout) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        timeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another connect timeout.
  public SessionOptions withConnectTimeout(Duration timeout) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        timeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another closing timeout.
  public SessionOptions withClosingTimeout(Duration timeout) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        timeout,
        tcpNoDelay,
        unsentBytes,
        transformation);
  }

  /// A copy with another bound on what the system's socket takes unsent; 0 leaves it to the system.
  public SessionOptions withUnsentBytes(int bytes) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        bytes,
        transformation);
  }

  /// A copy whose sessions have a transformation between channel and session.
  ///
  /// @param factory makes the transformation of each session; null for none
  public SessionOptions withTransformation(@Nullable TransformationFactory factory) {
    return new SessionOptions(
        receiveInitialBytes,
        receiveLimitBytes,
        sendQueue,
        idleTimeout,
        frameTimeout,
        writeTimeout,
        loginTimeout,
        connectTimeout,
        closingTimeout,
        tcpNoDelay,
        unsentBytes,
        factory);
  }
}
