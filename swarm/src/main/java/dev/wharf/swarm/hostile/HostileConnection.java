package dev.wharf.swarm.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/// The socket of one hostile client, which can be told to do what a session of the engine would
/// not. For the crew's thread alone.
final class HostileConnection {
  /// Holds the largest frame that a server with default settings sends; what is longer, of a server
  /// with other settings, is skipped.
  private static final int RECEIVE_BYTES = 8192;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Frames frames;
  private final Listener listener;
  private final Deque<ByteBuffer> toSend = new ArrayDeque<>();
  private final ByteBuffer received = ByteBuffer.allocate(RECEIVE_BYTES);
  private long toSkip;
  private boolean isDeaf;
  private boolean isBroken;

  /// Who is told what happens, in this order: connected, packets, one end.
  interface Listener {
    void onConnected();

    /// A packet came.
    ///
    /// @param body to be read at once
    void onPacket(int id, ByteBuffer body);

    void onEnd(End how);
  }

  /// How a connection ended, as this side saw it.
  enum End {
    NOT_CONNECTED,
    /// The server closed its side.
    END_OF_STREAM,
    RESET
  }

  private HostileConnection(
      SocketChannel channel, SelectionKey key, Frames frames, Listener listener) {
    this.channel = channel;
    this.key = key;
    this.frames = frames;
    this.listener = listener;
    key.attach(this);
  }

  /// Begins to connect.
  ///
  /// @param receiveBufferBytes of the system; 0 for its own choice
  /// @throws IOException when it cannot be tried
  static HostileConnection open(
      Selector selector, HostileSettings settings, int receiveBufferBytes, Listener listener)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (receiveBufferBytes > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferBytes);
      }
      InetSocketAddress server = settings.route().server();
      channel.bind(settings.route().source(server));
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      HostileConnection connection =
          new HostileConnection(channel, key, settings.frames(), listener);
      channel.connect(server);
      return connection;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// The selector found it ready.
  void onReady() {
    try {
      if (key.isConnectable()) {
        finishConnect();
      }
      if (key.isValid() && key.isWritable()) {
        flush();
      }
      if (key.isValid() && key.isReadable() && receive() < 0) {
        endOfStream();
      }
    } catch (IOException e) {
      endBroken();
    }
  }

  /// Sends as soon as the system takes it.
  void send(byte[] bytes) {
    if (!channel.isOpen() || isBroken) {
      return;
    }
    toSend.add(ByteBuffer.wrap(bytes));
    try {
      flush();
    } catch (IOException e) {
      endBroken();
    }
  }

  /// Whether the system has taken all that was sent.
  boolean isFlushed() {
    return toSend.isEmpty();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /// Reads nothing any more.
  void deafen() {
    isDeaf = true;
    watch();
  }

  /// Tells the server that nothing more comes, and stays.
  void finish() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      endBroken();
    }
  }

  /// Closes; as a reset, where something is unread.
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      key.cancel();
    }
  }

  /// Closes without the usual farewell: the server gets an RST.
  void reset() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      key.cancel();
    }
    close();
  }

  private void finishConnect() throws IOException {
    channel.finishConnect();
    watch();
    listener.onConnected();
  }

  private void flush() throws IOException {
    while (!toSend.isEmpty()) {
      channel.write(toSend.element());
      if (toSend.element().hasRemaining()) {
        break;
      }
      toSend.remove();
    }
    watch();
  }

  private void watch() {
    if (key.isValid()) {
      int reading = isDeaf ? 0 : SelectionKey.OP_READ;
      key.interestOps(toSend.isEmpty() ? reading : reading | SelectionKey.OP_WRITE);
    }
  }

  private int receive() throws IOException {
    int bytes = channel.read(received);
    if (bytes > 0) {
      received.flip();
      while (channel.isOpen() && takeFrame()) {}
      received.compact();
    }
    return bytes;
  }

  /// @return whether there was something to take
  private boolean takeFrame() {
    if (toSkip > 0) {
      int skipped = (int) Math.min(toSkip, received.remaining());
      received.position(received.position() + skipped);
      toSkip -= skipped;
      return skipped > 0;
    }
    long end = frames.endOf(received);
    if (end > RECEIVE_BYTES && end - received.position() > RECEIVE_BYTES) {
      toSkip = end - received.position();
      return true;
    }
    if (end < 0 || end > received.limit()) {
      return false;
    }
    takeFrame((int) end);
    return true;
  }

  private void takeFrame(int end) {
    int begin = received.position();
    int id = frames.header().readPacketId(received, begin);
    int bodyAt = begin + frames.header().headerBytes();
    received.position(end);
    listener.onPacket(id, received.slice(bodyAt, end - bodyAt));
  }

  private void endOfStream() {
    deafen();
    listener.onEnd(End.END_OF_STREAM);
  }

  /// What the server said before is still there, and comes first.
  private void endBroken() {
    if (isBroken) {
      return;
    }
    isBroken = true;
    boolean connected = channel.isConnected();
    if (connected && !isDeaf) {
      readTheRest();
    }
    close();
    listener.onEnd(connected ? End.RESET : End.NOT_CONNECTED);
  }

  private void readTheRest() {
    try {
      while (receive() > 0) {}
    } catch (IOException e) {
      isDeaf = true;
    }
  }
}
