package dev.wharf.channels.world;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A listener that never accepts. Its queue is full, so Linux does not answer further connects. It
/// stays open until the JVM of the tests ends.
final class SilentListener {
  static final InetSocketAddress ADDRESS;

  private static final int QUEUE = 1;
  private static final int QUIET_MILLIS = 500;
  private static final ServerSocket LISTENER;
  private static final List<Socket> CALLERS = new ArrayList<>();

  static {
    try {
      LISTENER = new ServerSocket(0, QUEUE, InetAddress.ofLiteral("127.0.0.1"));
      ADDRESS = (InetSocketAddress) LISTENER.getLocalSocketAddress();
      while (isAnswered()) {}
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private SilentListener() {}

  private static boolean isAnswered() throws IOException {
    Socket caller = new Socket();
    try {
      caller.connect(ADDRESS, QUIET_MILLIS);
      CALLERS.add(caller);
      return true;
    } catch (SocketTimeoutException silence) {
      caller.close();
      return false;
    }
  }
}
