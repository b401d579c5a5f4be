package dev.wharf.engine.uring.sys;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;

/// Error numbers of Linux, and the exceptions that the JDK's channels throw for them.
public final class Errno {
  public static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EPIPE = 32;
  public static final int ENOSYS = 38;
  public static final int ETIME = 62;
  public static final int EPROTO = 71;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENETRESET = 102;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTDOWN = 112;
  public static final int EHOSTUNREACH = 113;
  public static final int ECANCELED = 125;

  private Errno() {}

  /// Checks the result of a system call that sets up a socket, such as `bind`.
  ///
  /// @return `result`, when it is zero or greater
  /// @throws IOException when `result` is a negated error number
  public static int checkSocket(int result) throws IOException {
    if (result < 0) {
      throw socketException(-result);
    }
    return result;
  }

  /// Makes the exception for a failed system call that sets up a socket, such as `bind`.
  public static IOException socketException(int errno) {
    String words = Libc.strerror(errno);
    return switch (errno) {
      case EPROTO -> new ProtocolException(words);
      case ECONNREFUSED, ETIMEDOUT, ENOTCONN -> new ConnectException(words);
      case EHOSTUNREACH -> new NoRouteToHostException(words);
      case EADDRINUSE, EADDRNOTAVAIL, EACCES, EPERM -> new BindException(words);
      default -> new SocketException(words);
    };
  }

  /// Makes the exception for a failed read, write or accept. It is a plain [IOException] when the
  /// peer or the network has broken the connection, and a [SocketException] for any other error.
  /// The JDK's channels throw a plain [IOException] for all errors.
  public static IOException ioException(int errno) {
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
