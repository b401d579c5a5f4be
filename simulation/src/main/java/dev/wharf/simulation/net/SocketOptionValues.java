package dev.wharf.simulation.net;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;

/// The values of a socket's options: those that the JDK's asynchronous channels have, and
/// `SO_LINGER`. Only the sizes of the buffers, `SO_REUSEPORT` and `SO_LINGER` have an effect in the
/// simulation.
final class SocketOptionValues {
  /// The smallest size of a buffer; a smaller value sets this size.
  private static final int SMALLEST_BUFFER = 1024;

  private static final int NO_LINGER = -1;

  private final Map<SocketOption<?>, Object> values = new LinkedHashMap<>();

  private SocketOptionValues() {}

  /// Returns the options of a listener.
  static SocketOptionValues ofServer() {
    SocketOptionValues options = new SocketOptionValues();
    options.values.put(StandardSocketOptions.SO_RCVBUF, Buffers.DEFAULT_RECEIVE);
    options.values.put(StandardSocketOptions.SO_REUSEADDR, true);
    options.values.put(StandardSocketOptions.SO_REUSEPORT, false);
    options.values.put(ExtendedSocketOptions.TCP_KEEPIDLE, 7200);
    options.values.put(ExtendedSocketOptions.TCP_KEEPINTERVAL, 75);
    options.values.put(ExtendedSocketOptions.TCP_KEEPCOUNT, 9);
    options.values.put(ExtendedSocketOptions.TCP_QUICKACK, true);
    options.values.put(ExtendedSocketOptions.SO_INCOMING_NAPI_ID, 0);
    return options;
  }

  /// Returns the options of a connection.
  static SocketOptionValues ofClient() {
    SocketOptionValues options = ofServer();
    options.values.put(StandardSocketOptions.SO_REUSEADDR, false);
    options.values.put(StandardSocketOptions.SO_SNDBUF, Buffers.DEFAULT_SEND);
    options.values.put(StandardSocketOptions.SO_KEEPALIVE, false);
    options.values.put(StandardSocketOptions.SO_LINGER, NO_LINGER);
    options.values.put(StandardSocketOptions.TCP_NODELAY, false);
    return options;
  }

  /// Returns the options of a connection that a listener with these options has accepted.
  SocketOptionValues ofAccepted() {
    SocketOptionValues accepted = ofClient();
    accepted.set(StandardSocketOptions.SO_RCVBUF, get(StandardSocketOptions.SO_RCVBUF));
    return accepted;
  }

  /// Returns the options, always in the same order.
  Set<SocketOption<?>> supported() {
    return Collections.unmodifiableSet(values.keySet());
  }

  <T> void set(SocketOption<T> option, T value) {
    check(option);
    if (!option.type().isInstance(value)) {
      throw new IllegalArgumentException("invalid value '" + value + "' for " + option);
    }
    values.put(option, value instanceof Integer number ? checked(option, number) : value);
  }

  private static int checked(SocketOption<?> option, int value) {
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      return Math.max(value, NO_LINGER);
    }
    if (value < 0) {
      throw new IllegalArgumentException("invalid value " + value + " for " + option);
    }
    return isBufferSize(option) ? Math.max(value, SMALLEST_BUFFER) : value;
  }

  private static boolean isBufferSize(SocketOption<?> option) {
    return option.equals(StandardSocketOptions.SO_SNDBUF)
        || option.equals(StandardSocketOptions.SO_RCVBUF);
  }

  <T> T get(SocketOption<T> option) {
    check(option);
    return Objects.requireNonNull(option.type().cast(values.get(option)));
  }

  private void check(SocketOption<?> option) {
    if (!values.containsKey(Objects.requireNonNull(option, "option"))) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
  }
}
