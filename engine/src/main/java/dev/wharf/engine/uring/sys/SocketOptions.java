package dev.wharf.engine.uring.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The socket options of the provider's channels: those that the JDK's asynchronous channels have
/// on Linux, including the options of `jdk.net`, `SO_LINGER`, and [#TCP_NOTSENT_LOWAT].
///
/// The options of `jdk.net` are found by their names, so the module `jdk.net` need not be present.
public final class SocketOptions {
  /// An option: the limit of unsent bytes, in bytes. A connected socket accepts more data only
  /// while it has fewer unsent bytes than this. 0 means the system's default.
  public static final SocketOption<Integer> TCP_NOTSENT_LOWAT =
      new Option<>("TCP_NOTSENT_LOWAT", Integer.class);

  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;

  private static final Map<String, Place> PLACES =
      Map.ofEntries(
          Map.entry("SO_REUSEADDR", new Place(SOL_SOCKET, 2)),
          Map.entry("SO_SNDBUF", new Place(SOL_SOCKET, 7)),
          Map.entry("SO_RCVBUF", new Place(SOL_SOCKET, 8)),
          Map.entry("SO_KEEPALIVE", new Place(SOL_SOCKET, 9)),
          Map.entry("SO_LINGER", new Place(SOL_SOCKET, 13)),
          Map.entry("SO_REUSEPORT", new Place(SOL_SOCKET, 15)),
          Map.entry("SO_INCOMING_NAPI_ID", new Place(SOL_SOCKET, 56)),
          Map.entry("TCP_NODELAY", new Place(IPPROTO_TCP, 1)),
          Map.entry("TCP_KEEPIDLE", new Place(IPPROTO_TCP, 4)),
          Map.entry("TCP_KEEPINTERVAL", new Place(IPPROTO_TCP, 5)),
          Map.entry("TCP_KEEPCOUNT", new Place(IPPROTO_TCP, 6)),
          Map.entry("TCP_QUICKACK", new Place(IPPROTO_TCP, 12)),
          Map.entry("TCP_NOTSENT_LOWAT", new Place(IPPROTO_TCP, 25)));

  private static final Set<String> CLIENTS_ONLY =
      Set.of("SO_SNDBUF", "SO_KEEPALIVE", "SO_LINGER", "TCP_NODELAY", "TCP_NOTSENT_LOWAT");

  private SocketOptions() {}

  /// Returns the options that the channel of a connection supports.
  public static Set<SocketOption<?>> ofClients() {
    return Supported.CLIENT;
  }

  /// Returns the options that the channel of a listener supports.
  public static Set<SocketOption<?>> ofServers() {
    return Supported.SERVER;
  }

  /// Sets a socket option.
  ///
  /// @param option an option of [#ofClients] or [#ofServers]
  /// @throws IllegalArgumentException when the option cannot have the value
  public static <T> void set(int fd, SocketOption<T> option, T value) throws IOException {
    if (value == null) {
      throw new IllegalArgumentException("Invalid option value");
    }
    Place place = placeOf(option);
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      setLinger(fd, place, (Integer) value);
    } else {
      setInt(fd, place.level, place.number, toInt(option, option.type().cast(value)));
    }
  }

  /// Returns the present value of a socket option.
  ///
  /// @param option an option of [#ofClients] or [#ofServers]
  public static <T> T get(int fd, SocketOption<T> option) throws IOException {
    Place place = placeOf(option);
    if (option.equals(StandardSocketOptions.SO_LINGER)) {
      return option.type().cast(getLinger(fd, place));
    }
    int value = getInt(fd, place.level, place.number);
    if (option.type() == Boolean.class) {
      return option.type().cast(value != 0);
    }
    // The kernel reserves twice the requested size, and reports the doubled size.
    return option.type().cast(isBufferSize(option) ? value / 2 : value);
  }

  /// Sets a socket option to an `int`. The kernel names the option by the numbers `level` and
  /// `number`.
  public static void setInt(int fd, int level, int number, int value) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_INT);
      memory.set(JAVA_INT, 0, value);
      Errno.checkSocket(Libc.setsockopt(fd, level, number, memory));
    }
  }

  private static int getInt(int fd, int level, int number) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocate(JAVA_INT);
      length.set(JAVA_INT, 0, Integer.BYTES);
      Errno.checkSocket(Libc.getsockopt(fd, level, number, memory, length));
      return memory.get(JAVA_INT, 0);
    }
  }

  /// Sets `SO_LINGER`. The kernel's structure has two `int`: whether the option is on, and the
  /// seconds.
  ///
  /// @param seconds a negative number turns the option off
  private static void setLinger(int fd, Place place, int seconds) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_INT, 2);
      memory.setAtIndex(JAVA_INT, 0, seconds < 0 ? 0 : 1);
      memory.setAtIndex(JAVA_INT, 1, Math.max(0, seconds));
      Errno.checkSocket(Libc.setsockopt(fd, place.level, place.number, memory));
    }
  }

  private static int getLinger(int fd, Place place) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_INT, 2);
      MemorySegment length = arena.allocate(JAVA_INT);
      length.set(JAVA_INT, 0, 2 * Integer.BYTES);
      Errno.checkSocket(Libc.getsockopt(fd, place.level, place.number, memory, length));
      return memory.getAtIndex(JAVA_INT, 0) == 0 ? -1 : memory.getAtIndex(JAVA_INT, 1);
    }
  }

  private static int toInt(SocketOption<?> option, Object value) {
    if (value instanceof Boolean on) {
      return on ? 1 : 0;
    }
    int number = (Integer) value;
    if (number < 0 && isBufferSize(option)) {
      throw new IllegalArgumentException("Invalid buffer size: " + number);
    }
    return number;
  }

  private static boolean isBufferSize(SocketOption<?> option) {
    return option.equals(StandardSocketOptions.SO_SNDBUF)
        || option.equals(StandardSocketOptions.SO_RCVBUF);
  }

  private static Place placeOf(SocketOption<?> option) {
    Place place = PLACES.get(option.name());
    if (place == null) {
      throw new UnsupportedOperationException("'" + option + "' not supported");
    }
    return place;
  }

  /// A socket option that the JDK does not define.
  private record Option<T>(String name, Class<T> type) implements SocketOption<T> {}

  private record Place(int level, int number) {}

  /// The supported options. When this class is first used, it asks a channel of the JDK for them,
  /// because that channel has the options of `jdk.net` only when that module is present.
  private static final class Supported {
    static final Set<SocketOption<?>> CLIENT = ask();
    static final Set<SocketOption<?>> SERVER =
        CLIENT.stream()
            .filter(option -> !CLIENTS_ONLY.contains(option.name()))
            .collect(Collectors.toUnmodifiableSet());

    private static Set<SocketOption<?>> ask() {
      try (SocketChannel channel = SocketChannel.open()) {
        Stream<SocketOption<?>> all =
            Stream.concat(channel.supportedOptions().stream(), Stream.of(TCP_NOTSENT_LOWAT));
        return all.filter(option -> PLACES.containsKey(option.name()))
            .collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
