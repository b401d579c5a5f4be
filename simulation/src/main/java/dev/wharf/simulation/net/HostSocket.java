package dev.wharf.simulation.net;

import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The socket of a channel, as far as connections and listeners do not differ: whether it is open,
/// its port, and its options.
final class HostSocket implements Node.Socket {
  private final Scheduler scheduler;
  private final Node node;
  private final SocketOptionValues options;
  private final Node.@Nullable Listener listener;
  private @Nullable InetSocketAddress bound;
  private boolean isClosed;

  /// Opens a socket that is not bound.
  ///
  /// @param listener the listener; null when the socket is that of a connection
  HostSocket(
      Scheduler scheduler,
      Node node,
      SocketOptionValues options,
      Node.@Nullable Listener listener) {
    this.scheduler = scheduler;
    this.node = node;
    this.options = options;
    this.listener = listener;
    node.open(this);
  }

  // ---- open or closed

  boolean isOpen() {
    return !isClosed;
  }

  void checkOpen() throws ClosedChannelException {
    scheduler.checkTurn();
    if (isClosed) {
      throw new ClosedChannelException();
    }
  }

  /// Closes the socket, and frees its port.
  ///
  /// @return whether the socket was open
  boolean close() {
    scheduler.checkTurn();
    if (isClosed) {
      return false;
    }
    isClosed = true;
    node.close(this);
    if (bound != null) {
      node.unbind(this);
    }
    return true;
  }

  // ---- the port

  /// Binds the socket to an address; port 0 means any free port.
  void bind(InetSocketAddress wanted) throws IOException {
    bound = node.choose(wanted, isShared());
    node.bind(this);
  }

  /// Returns the address to which the socket is bound; null when it is not bound.
  @Nullable InetSocketAddress bound() {
    return bound;
  }

  @Override
  public InetSocketAddress address() {
    return Objects.requireNonNull(bound);
  }

  @Override
  public boolean isShared() {
    return options.get(StandardSocketOptions.SO_REUSEPORT);
  }

  @Override
  public Node.@Nullable Listener listener() {
    return listener;
  }

  // ---- options

  /// Sets an option, as a channel does.
  <T> void setOption(SocketOption<T> name, T value) throws IOException {
    options.set(name, value);
    checkOpen();
  }

  /// Returns the value of an option, as a channel does.
  <T> T getOption(SocketOption<T> name) throws IOException {
    T value = options.get(name);
    checkOpen();
    return value;
  }

  /// Returns the value of an option, also when the socket is closed.
  <T> T option(SocketOption<T> name) {
    return options.get(name);
  }

  /// Returns the options of a connection that this listener accepts.
  SocketOptionValues optionsOfAccepted() {
    return options.ofAccepted();
  }

  Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }
}
