package dev.wharf.protocol;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.wharf.bench.parts.EchoPackets;
import dev.wharf.engine.Session;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.ListRoomsReply;
import dev.wharf.game.proto.RoomSummary;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.Side;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Decodes a frame in direct memory and calls the handler: one flat message, and one with eight
/// nested messages, whose elements are counted first. For comparison, protobuf alone decodes the
/// body from an array and from direct memory. This class is in this package because only this
/// package can create a session without a connection.
@State(Scope.Thread)
public class PacketDecode {
  private static final int HEADER_BYTES = HeaderFormat.SERVER_CORE.headerBytes();
  private static final int ROOMS = 8;

  private final Session engine = new NoSession();
  private final ByteBuffer echo;
  private final ByteBuffer echoBody;
  private final byte[] echoArray;
  private final ByteBuffer rooms;
  private final ByteBuffer roomsBody;
  private final byte[] roomsArray;
  private final PacketReceiver<PacketSession> server;
  private final PacketReceiver<PacketSession> client;
  private @Nullable Message handled;

  /// Creates the frames, and the receivers of a server and a client that have no connection.
  public PacketDecode() {
    echo = EchoPackets.direct(EchoPackets.frameOf(Side.CLIENT, EchoPackets.request()));
    echoBody = bodyOf(echo);
    echoArray = EchoPackets.request().toByteArray();
    rooms = EchoPackets.direct(EchoPackets.frameOf(Side.SERVER, roomList()));
    roomsBody = bodyOf(rooms);
    roomsArray = roomList().toByteArray();
    server =
        receiver(
            PacketRouter.<PacketSession>forServer(PacketCatalog.of(echoFile()))
                .on(EchoRequest.class, (_, request) -> handled = request)
                .build(),
            PacketOptions.forServer());
    client =
        receiver(
            PacketRouter.<PacketSession>forClient(EchoPackets.CATALOG)
                .on(ListRoomsReply.class, (_, reply) -> handled = reply)
                .ignoreTheRest()
                .build(),
            PacketOptions.forClient());
  }

  @Benchmark
  public @Nullable Message flatByWharf() {
    server.onReceived(engine, echo.rewind());
    return handled;
  }

  @Benchmark
  public Message flatByProtobufArray() throws InvalidProtocolBufferException {
    return EchoRequest.parseFrom(echoArray);
  }

  @Benchmark
  public Message flatByProtobufDirect() throws InvalidProtocolBufferException {
    return EchoRequest.parseFrom(echoBody.rewind());
  }

  @Benchmark
  public @Nullable Message nestedByWharf() {
    client.onReceived(engine, rooms.rewind());
    return handled;
  }

  @Benchmark
  public Message nestedByProtobufArray() throws InvalidProtocolBufferException {
    return ListRoomsReply.parseFrom(roomsArray);
  }

  @Benchmark
  public Message nestedByProtobufDirect() throws InvalidProtocolBufferException {
    return ListRoomsReply.parseFrom(roomsBody.rewind());
  }

  private static FileDescriptor echoFile() {
    return EchoRequest.getDescriptor().getFile();
  }

  private static ByteBuffer bodyOf(ByteBuffer frame) {
    return frame.slice(HEADER_BYTES, frame.limit() - HEADER_BYTES);
  }

  private static ListRoomsReply roomList() {
    ListRoomsReply.Builder reply = ListRoomsReply.newBuilder().setRequestId(1);
    for (int i = 1; i <= ROOMS; i++) {
      reply.addRooms(
          RoomSummary.newBuilder()
              .setRoomId(i)
              .setName("room " + i)
              .setMemberCount(10)
              .setCapacity(100));
    }
    return reply.build();
  }

  private PacketReceiver<PacketSession> receiver(
      PacketRouter<PacketSession> router, PacketOptions options) {
    PacketProtocol<PacketSession> protocol =
        PacketProtocol.of(router, options.withRateLimit(RateLimit.OFF));
    return protocol.receiver(engine, PacketSession::new);
  }
}
