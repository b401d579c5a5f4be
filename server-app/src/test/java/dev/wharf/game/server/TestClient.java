package dev.wharf.game.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.server.chat.ChatSteps;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.system.Acknowledge;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A client that blocks: it writes a packet, or reads the next packet, and fails when no packet
/// arrives within ten seconds. For one thread at a time.
public final class TestClient extends ChatSteps implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int HEADER_BYTES = 4;
  private static final int SMALL_RECEIVE_BUFFER = 4096;
  private static final PacketCatalog CATALOG = GamePackets.CATALOG;
  private static final Map<Integer, Parser<? extends Message>> PARSERS =
      CATALOG.kinds().stream().collect(Collectors.toMap(PacketKind::id, TestClient::parserOf));

  private final Socket socket;
  private final DataInputStream input;
  private ByteString token = ByteString.EMPTY;
  private long handled;

  public TestClient(int port) {
    this(port, new Socket());
  }

  private TestClient(int port, Socket socket) {
    this.socket = socket;
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Connects a client that has a small receive buffer. When the client stops reading, the server's
  /// packets soon pile up.
  public static TestClient withSmallReceiveBuffer(int port) {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(SMALL_RECEIVE_BUFFER);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
    return new TestClient(port, socket);
  }

  /// Returns the parser of the Java class that was generated for a packet. Each .proto file names
  /// the package of its classes in `java_package`.
  private static Parser<? extends Message> parserOf(PacketKind kind) {
    Descriptor message = kind.descriptor();
    String className = message.getFile().getOptions().getJavaPackage() + "." + message.getName();
    try {
      return Internal.getDefaultInstance(Class.forName(className).asSubclass(Message.class))
          .getParserForType();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Logs in. Fails unless the server accepts the login.
  public LoginReply login(String name) {
    return login(name, "");
  }

  public LoginReply login(String name, String token) {
    send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(name)
            .setCredential(ByteString.copyFromUtf8(token)));
    return receive(LoginReply.class);
  }

  /// Logs in, and asks for a session that can be resumed. Keeps the token of the reply.
  public LoginReply loginResumable(String name) {
    send(LoginRequest.newBuilder().setRequestId(1).setName(name).setResumable(true));
    return receive(LoginReply.class);
  }

  /// Requests to resume the session of another client, whose connection has ended or is still open,
  /// with its token and the number of packets that it has received.
  public void resume(TestClient before) {
    resume(before.token(), before.handled());
  }

  /// Requests to resume the session to which a token belongs.
  public void resume(ByteString resumeToken, long handledBefore) {
    resume(resumeToken, handledBefore, 0);
  }

  /// Requests to resume the session to which a token belongs, with the number of the request.
  public void resume(ByteString resumeToken, long handledBefore, int attempt) {
    handled = handledBefore;
    send(
        ResumeRequest.newBuilder()
            .setRequestId(2)
            .setResumeToken(resumeToken)
            .setAttempt(attempt)
            .setHandled(handledBefore));
  }

  /// Acknowledges all packets that have been received.
  public void acknowledge() {
    send(Acknowledge.newBuilder().setHandled(handled));
  }

  /// Returns the newest resume token that was received; empty when there is none.
  public ByteString token() {
    return token;
  }

  /// Returns the number of packets that this client has received in its session, of those that
  /// count.
  public long handled() {
    return handled;
  }

  /// Sends an echo request, and waits for its reply.
  public void echo(long sequence) {
    send(EchoRequest.newBuilder().setSequence(sequence));
    assertThat(await(EchoReply.class).getSequence()).isEqualTo(sequence);
  }

  @Override
  public void send(Message.Builder packet) {
    sendRaw(frame(packet));
  }

  /// Returns the frame of a packet: the bytes that go over the connection.
  public static byte[] frame(Message.Builder packet) {
    Message message = packet.build();
    return frame(CATALOG.kindOf(message).id(), message.toByteArray());
  }

  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Builds a frame with this packet id and this body, which need not be valid.
  public static byte[] frame(int id, byte[] body) {
    int size = HEADER_BYTES + body.length;
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) size)
        .putShort((short) id)
        .put(body)
        .array();
  }

  /// Waits for the next packet. Fails unless the packet is of this kind.
  public <P extends Message> P receive(Class<P> type) {
    Message packet = next();
    assertThat(packet).as("the next packet").isInstanceOf(type);
    return type.cast(packet);
  }

  /// Waits for the next packet of this kind. Skips other packets.
  @Override
  public <P extends Message> P await(Class<P> type) {
    return type.cast(upTo(type).getLast());
  }

  /// Waits for the next packet of one of two kinds. Skips other packets.
  public Message awaitEither(Class<? extends Message> one, Class<? extends Message> other) {
    return upTo(packet -> one.isInstance(packet) || other.isInstance(packet)).getLast();
  }

  /// Waits for the first packet of this kind. Returns the packets before it, and this packet as the
  /// last one.
  public List<Message> upTo(Class<? extends Message> type) {
    return upTo(type::isInstance);
  }

  private List<Message> upTo(Predicate<Message> last) {
    List<Message> packets = new ArrayList<>();
    do {
      Message packet = next();
      assertThat(packet).as("the connection ended after %s", packets).isNotNull();
      packets.add(packet);
    } while (!last.test(packets.getLast()));
    return packets;
  }

  /// Waits for the next packet. Fails unless the packet is a failure with this code and this value
  /// of `closing`.
  public Failure receiveFailure(ProtocolMessageEnum code, boolean closing) {
    return check(receive(Failure.class), code, closing);
  }

  /// Waits for the next failure, and skips other packets. Fails unless the failure has this code
  /// and leaves the connection open.
  public Failure awaitFailure(ProtocolMessageEnum code) {
    return check(await(Failure.class), code, false);
  }

  private static Failure check(Failure failure, ProtocolMessageEnum code, boolean closing) {
    assertThat(failure.getCode()).as(failure.getMessage()).isEqualTo(code.getNumber());
    assertThat(failure.getClosing()).isEqualTo(closing);
    return failure;
  }

  /// Reads and skips all packets until the connection ends.
  public void awaitEnd() {
    while (next() != null) {
      // The packet is skipped.
    }
  }

  /// Waits for the next packet. Returns null when the connection has ended.
  public @Nullable Message next() {
    try {
      int size = Short.toUnsignedInt(Short.reverseBytes(input.readShort()));
      int id = Short.toUnsignedInt(Short.reverseBytes(input.readShort()));
      byte[] body = input.readNBytes(size - HEADER_BYTES);
      if (body.length < size - HEADER_BYTES) {
        return null; // The connection has ended in the middle of a packet.
      }
      return count(PARSERS.get(id).parseFrom(body));
    } catch (EOFException e) {
      return null;
    } catch (SocketException e) {
      return null; // The server has reset the connection.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Message count(Message packet) {
    switch (packet) {
      case LoginReply reply -> {
        token = reply.getResumeToken();
        handled = 0;
      }
      case ResumeReply reply -> token = reply.getResumeToken();
      default -> handled += CATALOG.kindOf(packet).counts() ? 1 : 0;
    }
    return packet;
  }

  /// Ends only the sending direction of the connection. The client can still read the packets that
  /// the server sends.
  public void finish() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Resets the connection (TCP RST), so that the server's next read or write fails.
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
