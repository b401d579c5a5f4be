package dev.wharf.channels.world;

import dev.wharf.engine.runtime.EngineRuntime;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// The machine on which the tests run. The peers are blocking sockets.
///
/// @param provider the provider under test
public record Machine(AsynchronousChannelProvider provider) implements World {
  private static final int BACKLOG = 50;

  @Override
  public void run(Body body) throws Exception {
    body.run();
  }

  @Override
  public EngineRuntime runtime() {
    return EngineRuntime.system();
  }

  @Override
  public Peer connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, (int) PATIENCE.toMillis());
      return new SocketPeer(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public PeerListener listen(InetSocketAddress address, int receiveBytes) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setSoTimeout((int) PATIENCE.toMillis());
    if (receiveBytes > 0) {
      listener.setReceiveBufferSize(receiveBytes);
    }
    listener.bind(address, BACKLOG);
    return new SocketListener(listener);
  }

  @Override
  public InetSocketAddress silentAddress() {
    return SilentListener.ADDRESS;
  }

  /// Does nothing, because the tests do not control the machine's network.
  @Override
  public void disturbNetwork() {}

  /// Returns the number of file descriptors that this process has open; 0 on systems that do not
  /// report it.
  @Override
  public long openSockets() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  @Override
  public ExecutorService cachedPool(ThreadFactory threads) {
    return Executors.newCachedThreadPool(threads);
  }

  @Override
  public ExecutorService fixedPool(int most, ThreadFactory threads) {
    return Executors.newFixedThreadPool(most, threads);
  }

  @Override
  public ExecutorService virtualThreads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  /// Does nothing, because the machine and the providers outlive the tests.
  @Override
  public void close() {}

  private record SocketListener(ServerSocket listener) implements PeerListener {
    @Override
    public InetSocketAddress address() {
      return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public Peer accept() throws IOException {
      return new SocketPeer(listener.accept());
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
