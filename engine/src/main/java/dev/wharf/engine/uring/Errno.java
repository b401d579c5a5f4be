package dev.wharf.engine.uring;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;

/// Numbers of errors, and the exceptions that the JDK's channels throw for them.
final class Errno {
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EBUSY = 16;
  static final int EEXIST = 17;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int EPIPE = 32;
  static final int ENOSYS = 38;
  static final int ETIME = 62;
  static final int EPROTO = 71;
  static final int EOPNOTSUPP = 95;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETDOWN = 100;
  static final int ENETUNREACH = 101;
  static final int ENETRESET = 102;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOTCONN = 107;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;
  static final int ECANCELED = 125;

  private Errno() {}

  /// Checks what a call returned.
  ///
  /// @return `result`, zero or greater
  static int checkSocket(int result) throws IOException {
    if (result < 0) {
      throw socketException(-result);
    }
    return result;
  }

  /// For a failed call that sets a socket up.
  static IOException socketException(int errno) {
    String words = Libc.strerror(errno);
    return switch (errno) {
      case EPROTO -> new ProtocolException(words);
      case ECONNREFUSED, ETIMEDOUT, ENOTCONN -> new ConnectException(words);
      case EHOSTUNREACH -> new NoRouteToHostException(words);
      case EADDRINUSE, EADDRNOTAVAIL, EACCES, EPERM -> new BindException(words);
      default -> new SocketException(words);
    };
  }

  /// For a transfer or an accept that failed. A plain [IOException], which the JDK's channels throw
  /// for all errors, says that the peer or the network has broken the connection off. All else is a
  /// [SocketException].
  static IOException ioException(int errno) {
    String words = Libc.strerror(errno);
    return switch (errno) {
      case EPIPE,
          ENETDOWN,
          ENETUNREACH,
          ENETRESET,
          ECONNABORTED,
          ECONNRESET,
          ETIMEDOUT,
          EHOSTDOWN,
          EHOSTUNREACH ->
          new IOException(words);
      default -> new SocketException(words);
    };
  }
}
