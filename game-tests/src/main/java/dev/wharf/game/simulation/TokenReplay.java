package dev.wharf.game.simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Resumes a session with a token that was replaced. The server must refuse that. Runs in a thread
/// of the simulation that may block.
final class TokenReplay {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final ClientService service;
  private final EngineRuntime runtime;
  private final InetSocketAddress server;
  private final String name;
  private final List<Connection> connections = new ArrayList<>();

  TokenReplay(ClientService service, InetSocketAddress server, String name) {
    this.service = service;
    this.runtime = service.runtime();
    this.server = server;
    this.name = name;
  }

  /// Logs in, resumes the session, and sends a packet on the new connection. Then resumes it again
  /// with the first token. Ends early when a connection breaks.
  ///
  /// @return whether the first token was still good
  boolean isGoodTwice() throws InterruptedException {
    try {
      return connect().ask(login()) instanceof LoginReply reply
          && isReplaced(reply.getResumeToken())
          && connect().ask(resume(reply.getResumeToken())) instanceof ResumeReply;
    } finally {
      connections.forEach(Connection::end);
      connections.clear();
    }
  }

  /// Resumes the session, and makes sure that the server has got a packet on the new connection.
  private boolean isReplaced(ByteString token) throws InterruptedException {
    Connection next = connect();
    return next.ask(resume(token)) instanceof ResumeReply
        && next.ask(EchoRequest.getDefaultInstance()) instanceof EchoReply;
  }

  private LoginRequest login() {
    return LoginRequest.newBuilder().setRequestId(1).setName(name).setResumable(true).build();
  }

  private static ResumeRequest resume(ByteString token) {
    return ResumeRequest.newBuilder().setRequestId(1).setResumeToken(token).build();
  }

  private Connection connect() {
    Connection[] made = new Connection[1];
    service.connect(
        server,
        PacketProtocol.of(Connection.router())
            .sessions(link -> made[0] = new Connection(link, runtime)));
    connections.add(made[0]);
    return made[0];
  }

  /// A connection that waits for the answer to each packet that it sends.
  private static final class Connection extends PacketSession {
    private final EngineRuntime runtime;
    private final Queue<Message> answers = new ArrayDeque<>();
    private boolean isConnected;
    private boolean isOver;

    Connection(PacketLink link, EngineRuntime runtime) {
      super(link);
      this.runtime = runtime;
    }

    static PacketRouter<Connection> router() {
      return PacketRouter.<Connection>forClient(GamePackets.CATALOG)
          .on(LoginReply.class, Connection::answer)
          .on(ResumeReply.class, Connection::answer)
          .on(EchoReply.class, Connection::answer)
          .on(Failure.class, Connection::answer)
          .ignoreTheRest()
          .build();
    }

    private void answer(Message packet) {
      answers.add(packet);
    }

    /// Sends a packet, and returns the next answer; null when none arrives.
    @Nullable Message ask(Message packet) throws InterruptedException {
      boolean isOpen = runtime.poll(() -> isConnected || isOver, LONGEST_WAIT) && !isOver;
      if (isOpen) {
        send(packet);
        boolean _ = runtime.poll(() -> !answers.isEmpty() || isOver, LONGEST_WAIT);
      }
      return answers.poll();
    }

    void end() {
      close(CloseReason.LOCAL, "the replay of a token is over");
    }

    @Override
    protected void onConnected() {
      isConnected = true;
    }

    @Override
    protected void onDisconnected(CloseReason reason) {
      isOver = true;
    }
  }
}
