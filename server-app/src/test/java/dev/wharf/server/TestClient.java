package dev.wharf.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.wharf.proto.Failure;
import dev.wharf.proto.FailureCode;
import dev.wharf.proto.GamePackets;
import dev.wharf.proto.JoinRoomReply;
import dev.wharf.proto.JoinRoomRequest;
import dev.wharf.proto.LoginReply;
import dev.wharf.proto.LoginRequest;
import dev.wharf.proto.SayRequest;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketKind;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A client that blocks: writes a packet, reads a packet, gives up after some seconds. For one
/// thread at a time.
public final class TestClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int HEADER_BYTES = 4;
  private static final PacketCatalog CATALOG = GamePackets.CATALOG;
  private static final Map<Integer, Parser<? extends Message>> PARSERS =
      CATALOG.kinds().stream().collect(Collectors.toMap(PacketKind::id, TestClient::parserOf));

  private final Socket socket;
  private final DataInputStream input;

  public TestClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      input = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The parser of the generated class, which each .proto file's `java_package` says where to find.
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

  /// Logs in, and expects to be let in.
  public LoginReply login(String name) {
    return login(name, "");
  }

  public LoginReply login(String name, String token) {
    send(LoginRequest.newBuilder().setRequestId(1).setName(name).setToken(token));
    return receive(LoginReply.class);
  }

  /// Joins a room, and expects to be let in.
  public JoinRoomReply join(String room) {
    send(JoinRoomRequest.newBuilder().setRequestId(2).setRoomName(room));
    return await(JoinRoomReply.class);
  }

  public void say(int roomId, int clientSequence, String text) {
    send(SayRequest.newBuilder().setRoomId(roomId).setClientSequence(clientSequence).setText(text));
  }

  public void send(Message.Builder packet) {
    Message message = packet.build();
    sendRaw(frame(CATALOG.kindOf(message).id(), message.toByteArray()));
  }

  public void sendRaw(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A frame with any id and any body.
  public static byte[] frame(int id, byte[] body) {
    int size = HEADER_BYTES + body.length;
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) size)
        .putShort((short) id)
        .put(body)
        .array();
  }

  /// The next packet, which has to be of this kind.
  public <P extends Message> P receive(Class<P> type) {
    Message packet = next();
    assertThat(packet).as("the next packet").isInstanceOf(type);
    return type.cast(packet);
  }

  /// The next packet of this kind; others that come before are passed over.
  public <P extends Message> P await(Class<P> type) {
    Message packet = next();
    while (packet != null && !type.isInstance(packet)) {
      packet = next();
    }
    assertThat(packet).as("a packet before the end").isNotNull();
    return type.cast(packet);
  }

  /// The next packet has to be a failure with this code, which ends the connection or not.
  public Failure receiveFailure(FailureCode code, boolean closing) {
    Failure failure = receive(Failure.class);
    assertThat(failure.getCode()).as(failure.getMessage()).isEqualTo(code);
    assertThat(failure.getClosing()).isEqualTo(closing);
    return failure;
  }

  /// Reads to the end of the connection, which has to come.
  public void awaitEnd() {
    while (next() != null) {
      // passed over
    }
  }

  /// The next packet, or null at the end of the connection.
  public @Nullable Message next() {
    try {
      int size = Short.toUnsignedInt(Short.reverseBytes(input.readShort()));
      int id = Short.toUnsignedInt(Short.reverseBytes(input.readShort()));
      byte[] body = input.readNBytes(size - HEADER_BYTES);
      return PARSERS.get(id).parseFrom(body);
    } catch (EOFException e) {
      return null;
    } catch (SocketException e) {
      return null; // reset
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
