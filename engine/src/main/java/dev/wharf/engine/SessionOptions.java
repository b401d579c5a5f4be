package dev.wharf.engine;

import dev.wharf.engine.transform.TransformationFactory;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The options of one session. The service checks deadlines four times a second, so that a session
/// may live up to 250 ms longer than its deadline.
///
/// @param receiveInitialBytes the first size of the receive buffer, in bytes; 64 to
///   `receiveLimitBytes`
/// @param receiveLimitBytes the largest size of the receive buffer, in bytes. A received frame
///   cannot be larger. Up to 16 MiB
/// @param sendQueue the bounds of the send queue
/// @param idleTimeout a session that receives nothing for this long is closed; zero for no limit
/// @param frameTimeout the longest time from the first byte of a frame to its last byte, also when
///   bytes arrive all the time
/// @param writeTimeout the time within which the peer must take some bytes of a write
/// @param loginTimeout the time within which the session must be marked authenticated; zero for a
///   service without a login
/// @param connectTimeout the time within which the connection must be established, including the
///   handshake of its transformation
/// @param closingTimeout the time that a closing session has to deliver its queued packets
/// @param tcpNoDelay whether small packets leave at once (Nagle's algorithm off)
/// @param unsentBytes about how many unsent bytes the system's socket takes; 0 to 16 MiB. With 0,
///   the system decides. Further packets wait in the send queue, where they can still be replaced
///   ([SendPolicy#latestOnly(long)]). On io_uring this sets `TCP_NOTSENT_LOWAT`. The JDK's channels
///   have no such option. With them, the socket's send buffer (`SO_SNDBUF`) is set to twice the
///   value, because this buffer also holds bytes that were sent and not acknowledged
/// @param transformation makes the transformation between channel and session, such as encryption;
///   null for none
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

  /// Checks that each value is in its range.
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

  /// Returns options for a server on the Internet: frames of up to 4,096 bytes, 5 s to log in, 10 s
  /// for a frame, an idle timeout of 30 s and a write timeout of 15 s.
  public static SessionOptions defaults() {
    return new SessionOptions(
        128,
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

  /// Returns a copy with other sizes of the receive buffer.
  public SessionOptions withReceiveBytes(int initial, int limit) {
    return with(
        draft -> {
          draft.receiveInitialBytes = initial;
          draft.receiveLimitBytes = limit;
        });
  }

  /// Returns a copy with other bounds of the send queue.
  public SessionOptions withSendQueue(SendQueueLimits limits) {
    return with(draft -> draft.sendQueue = limits);
  }

  /// Returns a copy with another idle timeout; zero turns it off.
  public SessionOptions withIdleTimeout(Duration timeout) {
    return with(draft -> draft.idleTimeout = timeout);
  }

  /// Returns a copy with another frame timeout.
  public SessionOptions withFrameTimeout(Duration timeout) {
    return with(draft -> draft.frameTimeout = timeout);
  }

  /// Returns a copy with another write timeout.
  public SessionOptions withWriteTimeout(Duration timeout) {
    return with(draft -> draft.writeTimeout = timeout);
  }

  /// Returns a copy with another login timeout; zero for a service that asks for no login.
  public SessionOptions withLoginTimeout(Duration timeout) {
    return with(draft -> draft.loginTimeout = timeout);
  }

  /// Returns a copy with another connect timeout.
  public SessionOptions withConnectTimeout(Duration timeout) {
    return with(draft -> draft.connectTimeout = timeout);
  }

  /// Returns a copy with another closing timeout.
  public SessionOptions withClosingTimeout(Duration timeout) {
    return with(draft -> draft.closingTimeout = timeout);
  }

  /// Returns a copy with another limit on the unsent bytes in the system's socket. With 0, the
  /// system decides.
  public SessionOptions withUnsentBytes(int bytes) {
    return with(draft -> draft.unsentBytes = bytes);
  }

  /// Returns a copy whose sessions have a transformation between channel and session.
  ///
  /// @param factory makes the transformation of each session; null for none
  public SessionOptions withTransformation(@Nullable TransformationFactory factory) {
    return with(draft -> draft.transformation = factory);
  }

  private SessionOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /// The changeable values from which a changed copy of the options is made.
  private static final class Draft {
    int receiveInitialBytes;
    int receiveLimitBytes;
    SendQueueLimits sendQueue;
    Duration idleTimeout;
    Duration frameTimeout;
    Duration writeTimeout;
    Duration loginTimeout;
    Duration connectTimeout;
    Duration closingTimeout;
    boolean tcpNoDelay;
    int unsentBytes;
    @Nullable TransformationFactory transformation;

    Draft(SessionOptions from) {
      receiveInitialBytes = from.receiveInitialBytes;
      receiveLimitBytes = from.receiveLimitBytes;
      sendQueue = from.sendQueue;
      idleTimeout = from.idleTimeout;
      frameTimeout = from.frameTimeout;
      writeTimeout = from.writeTimeout;
      loginTimeout = from.loginTimeout;
      connectTimeout = from.connectTimeout;
      closingTimeout = from.closingTimeout;
      tcpNoDelay = from.tcpNoDelay;
      unsentBytes = from.unsentBytes;
      transformation = from.transformation;
    }

    SessionOptions options() {
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
          transformation);
    }
  }
}
