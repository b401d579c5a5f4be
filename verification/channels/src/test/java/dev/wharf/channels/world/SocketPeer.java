package dev.wharf.channels.world;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/// A peer that is a blocking socket of the machine.
final class SocketPeer implements Peer {
  private final Socket socket;

  SocketPeer(Socket connected) throws SocketException {
    socket = connected;
    socket.setSoTimeout((int) World.PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  @Override
  public void send(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public byte[] receive(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  @Override
  public byte[] receiveAll() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
