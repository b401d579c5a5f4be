package dev.wharf.game.tests;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;

/// A relay between clients and a server. It passes each frame on unchanged, or replaces it by the
/// frames that a [Meddler] returns.
public final class FaultyRelay implements AutoCloseable {
  private static final int HEADER_BYTES = 4;

  private final ServerSocket listener;
  private final int serverPort;
  private final IntFunction<Meddler> toServer;
  private final IntFunction<Meddler> toClient;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /// One packet that the relay has received.
  public record Frame(int id, byte[] body) {
    byte[] bytes() {
      int size = HEADER_BYTES + body.length;
      return ByteBuffer.allocate(size)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort((short) size)
          .putShort((short) id)
          .put(body)
          .array();
    }
  }

  /// Decides what happens to the frames of one connection in one direction. One thread calls it.
  @FunctionalInterface
  public interface Meddler {
    /// Returns the frames that the relay passes on instead of this one.
    ///
    /// @throws IOException to end the connection
    List<Frame> pass(Frame frame) throws IOException;
  }

  /// Starts the relay on a free port.
  ///
  /// @param toServer creates the meddler for the frames of each connection to the server; its
  ///   argument is the number of the connection, counted from 0
  /// @param toClient creates the meddler for the frames of each connection to the client
  public FaultyRelay(int serverPort, IntFunction<Meddler> toServer, IntFunction<Meddler> toClient) {
    this.serverPort = serverPort;
    this.toServer = toServer;
    this.toClient = toClient;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::acceptAll);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
  }

  /// Ends all connections.
  @Override
  public void close() {
    closeQuietly(listener);
    sockets.forEach(FaultyRelay::closeQuietly);
  }

  private void acceptAll() {
    try {
      for (int connection = 0; !listener.isClosed(); connection++) {
        relay(connection, listener.accept());
      }
    } catch (IOException e) {
      close();
    }
  }

  private void relay(int connection, Socket client) throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    sockets.addAll(List.of(client, server));
    Meddler requests = toServer.apply(connection);
    Meddler replies = toClient.apply(connection);
    Thread.ofVirtual().start(() -> pump(client, server, requests));
    Thread.ofVirtual().start(() -> pump(server, client, replies));
  }

  private static void pump(Socket from, Socket to, Meddler meddler) {
    try {
      DataInputStream input = new DataInputStream(new BufferedInputStream(from.getInputStream()));
      OutputStream output = to.getOutputStream();
      while (true) {
        for (Frame frame : meddler.pass(read(input))) {
          output.write(frame.bytes());
        }
      }
    } catch (IOException e) {
      closeQuietly(from); // ends the connection in both directions
      closeQuietly(to);
    }
  }

  private static Frame read(DataInputStream input) throws IOException {
    int size = Short.toUnsignedInt(Short.reverseBytes(input.readShort()));
    int id = Short.toUnsignedInt(Short.reverseBytes(input.readShort()));
    byte[] body = new byte[size - HEADER_BYTES];
    input.readFully(body);
    return new Frame(id, body);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // The relay does not use the socket any more.
    }
  }
}
