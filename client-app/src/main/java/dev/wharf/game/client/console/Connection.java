package dev.wharf.game.client.console;

import dev.wharf.client.GameClient;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Connects, again when told to, and keeps the connection alive. Thread-safe.
final class Connection implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration TO_CLOSE = Duration.ofSeconds(3);
  private static final int JOBS = 16;

  private final Route route;
  private final Function<PacketLink, ChatSession> newSession;
  private final PacketProtocol<ChatSession> protocol = ChatSession.protocol();
  private final CompletionPort port =
      CompletionPort.open(PortOptions.defaults().withWorkers(1).withName("client"));
  private final ClientService service = ClientService.open(port, GameClient.sessionOptions());
  private final JobQueue jobs =
      new JobQueue(
          port.executor(), JobQueueOptions.defaults().withName("connection").withCapacity(JOBS));

  /// The latest connection; written by whoever connects.
  private volatile @Nullable ChatSession session;

  Connection(Route route, Function<PacketLink, ChatSession> newSession) {
    this.route = route;
    this.newSession = newSession;
    port.timer().every(LOOK, jobs, this::keepAlive);
  }

  /// Begins to connect; the session is told what comes of it.
  void connect() {
    service.connect(route.server(), protocol.sessions(this::newSession));
  }

  /// Begins to connect after a while: to another address, when the one before cannot be reached and
  /// the server has several.
  ///
  /// @param ended the session before
  void connectAfter(Duration wait, ChatSession ended, CloseReason reason) {
    if (reason == CloseReason.CONNECT_FAILED || reason == CloseReason.CONNECT_TIMEOUT) {
      route.unreachable(ended.session().remoteAddress());
    }
    port.timer().after(wait, jobs, this::connect);
  }

  /// What the engine still owes; all zero after [#close].
  boolean isClean() {
    return port.ledger().isZero();
  }

  /// Delivers what is queued, and ends.
  @Override
  public void close() {
    ChatSession last = session;
    if (last != null) {
      last.closeAfterFlush(CloseReason.LOCAL, "the user has left");
    }
    service.drain(TO_CLOSE);
    port.close();
  }

  private ChatSession newSession(PacketLink link) {
    ChatSession made = newSession.apply(link);
    session = made;
    return made;
  }

  private void keepAlive() {
    ChatSession current = session;
    if (current != null) {
      current.keepAlive(port.nanoTime());
    }
  }
}
