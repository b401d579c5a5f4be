package dev.wharf.simulation.net;

import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The values of a socket's options. Only the sizes of the buffers and `SO_REUSEPORT` have an
/// effect in the simulation.
final class SocketOptionValues {
  private static final Map<SocketOption<?>, Object> OF_CLIENTS =
      Map.of(
          StandardSocketOptions.SO_SNDBUF, Buffers.DEFAULT_SEND,
          StandardSocketOptions.SO_RCVBUF, Buffers.DEFAULT_RECEIVE,
          StandardSocketOptions.SO_KEEPALIVE, false,
          StandardSocketOptions.SO_REUSEADDR, false,
          StandardSocketOptions.SO_REUSEPORT, false,
          StandardSocketOptions.TCP_NODELAY, false);

  private static final Map<SocketOption<?>, Object> OF_SERVERS =
      Map.of(
          StandardSocketOptions.SO_RCVBUF, Buffers.DEFAULT_RECEIVE,
          StandardSocketOptions.SO_REUSEADDR, true,
          StandardSocketOptions.SO_REUSEPORT, false);

  private final Map<SocketOption<?>, Object> values;

  private SocketOptionValues(Map<SocketOption<?>, Object> defaults) {
    values = new HashMap<>(defaults);
  }

  static SocketOptionValues ofClient() {
    return new SocketOptionValues(OF_CLIENTS);
  }

  static SocketOptionValues ofServer() {
    return new SocketOptionValues(OF_SERVERS);
  }

  Set<SocketOption<?>> supported() {
    return Set.copyOf(values.keySet());
  }

  <T> void set(SocketOption<T> option, T value) {
    check(option);
    if (!option.type().isInstance(value) || (value instanceof Integer size && size < 0)) {
      throw new IllegalArgumentException("invalid value '" + value + "' for " + option);
    }
    values.put(option, value);
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
