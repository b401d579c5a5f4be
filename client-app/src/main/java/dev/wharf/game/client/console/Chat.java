package dev.wharf.game.client.console;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.client.ClientLogin;
import dev.wharf.client.ClientTransport;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.client.ReconnectingClient;
import dev.wharf.client.Route;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendResult;
import dev.wharf.game.proto.ChatMessage;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.proto.JoinRoomReply;
import dev.wharf.game.proto.JoinRoomRequest;
import dev.wharf.game.proto.LeaveRoomReply;
import dev.wharf.game.proto.LeaveRoomRequest;
import dev.wharf.game.proto.ListRoomsReply;
import dev.wharf.game.proto.ListRoomsRequest;
import dev.wharf.game.proto.MemberJoined;
import dev.wharf.game.proto.MemberLeft;
import dev.wharf.game.proto.SayRequest;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.protocol.FrameTooLargeException;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A chat: sends typed lines to the server, and shows the packets of the server. When the
/// connection is lost, the chat connects again and joins its room again.
///
/// [#run] blocks the calling thread. The `on...` methods are called on the connection's worker.
final class Chat implements ReconnectingClient.Listener<ChatSession> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final int MAX_SHOWN = 512;

  private final Screen screen;
  private final ClientLogin login;
  private final String server;
  private final Duration timeout;
  private final CompletionPort port =
      CompletionPort.open(PortOptions.defaults().withWorkers(1).withName("client"));
  private final ClientTransport transport;
  private final ClientService service;
  private final ReconnectingClient<ChatSession> connection;
  private final Requests requests = new Requests();
  private final CountDownLatch firstLogin = new CountDownLatch(1);

  /// The room that the user is in, or null. After a new connection the chat joins this room again.
  /// Written by the connection's worker, read by the thread of [#run].
  private volatile @Nullable Room room;

  /// Whether the server has refused the login for good. Written by the connection's worker, read by
  /// the thread of [#run].
  private volatile boolean refused;

  /// A room that the client is in.
  private record Room(int id, String name) {}

  Chat(
      Screen screen,
      Route route,
      Identity identity,
      ClientLogin login,
      @Nullable ClientTlsOptions tlsOptions,
      boolean isWebSocket) {
    this(screen, route, identity, login, tlsOptions, isWebSocket, TIMEOUT);
  }

  /// Creates a chat that is not connected yet.
  ///
  /// @param login logs in, or makes an account first
  /// @param tlsOptions the options of an encrypted connection; null for one without TLS
  /// @param isWebSocket whether to connect with WebSocket
  /// @param timeout the longest time that a script waits for the login, and for each reply
  Chat(
      Screen screen,
      Route route,
      Identity identity,
      ClientLogin login,
      @Nullable ClientTlsOptions tlsOptions,
      boolean isWebSocket,
      Duration timeout) {
    this.transport = ClientTransport.open(port.runtime(), tlsOptions, isWebSocket);
    this.service =
        ClientService.open(
            port, GameClient.sessionOptions().withTransformation(transport.transformation()));
    this.screen = screen;
    this.timeout = timeout;
    this.server = route.server().getHostString() + ":" + route.server().getPort();
    this.login = login;
    Identity known = identity.withVersion(GamePackets.VERSION);
    this.connection =
        new ReconnectingClient<>(
            service,
            route,
            ChatSession.protocol(login),
            link -> new ChatSession(link, known, login, this),
            this);
  }

  /// Runs until `/quit` or the end of the input.
  ///
  /// @return whether the server accepted the login
  boolean run() throws InterruptedException {
    try {
      connection.open();
      boolean ready = screen.isInteractive() || awaitLogin();
      if (ready) {
        readLines();
      }
      return ready && !refused;
    } finally {
      connection.close();
      service.drain(CLOSE_TIMEOUT);
      port.close();
      transport.close();
      requests.endAll();
    }
  }

  /// Returns whether all numbers of the engine's ledger are zero. They must be zero after [#run].
  boolean isClean() {
    return port.ledger().isZero();
  }

  private boolean awaitLogin() throws InterruptedException {
    if (!firstLogin.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      screen.print("! not logged in after " + timeout.toMillis() + " ms");
      return false;
    }
    return !refused;
  }

  private void readLines() throws InterruptedException {
    String line = screen.readLine();
    while (line != null && !refused) {
      Input input = Input.parse(line);
      if (input instanceof Input.Quit) {
        return;
      }
      CompletableFuture<Void> answer = act(input);
      if (!screen.isInteractive()) {
        awaitAnswer(answer);
      }
      line = screen.readLine();
    }
  }

  /// Waits for the reply to a line of a script, because the next line may depend on it.
  private void awaitAnswer(CompletableFuture<Void> answer) throws InterruptedException {
    try {
      answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      screen.print("! no reply within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException("answers never fail", e);
    }
  }

  /// Runs a command of the user.
  ///
  /// @return a future that completes when the server's reply has come, or when no reply will come
  private CompletableFuture<Void> act(Input input) {
    Requests.Request request = requests.begin();
    switch (input) {
      case Input.Join join -> send(request, joinRequest(request.id(), join.room()));
      case Input.Leave _ -> leave(request);
      case Input.Say say -> say(request, say.text());
      case Input.Whisper whisper -> send(request, whisperRequest(request.id(), whisper));
      case Input.Rooms _ -> send(request, roomsRequest(request.id(), 0));
      case Input.Echo echo -> send(request, echoRequest(request.id(), echo.text()));
      case Input.Help _ -> {
        Help.LINES.forEach(screen::print);
        requests.end(request.id());
      }
      case Input.Invalid invalid -> printError(request, invalid.problem());
      case Input.Nothing _ -> requests.end(request.id());
      case Input.Quit _ -> throw new IllegalStateException("handled before");
    }
    return request.answer();
  }

  private void leave(Requests.Request request) {
    Room left = room;
    if (left == null) {
      printError(request, "you are in no room");
    } else {
      send(request, LeaveRoomRequest.newBuilder().setRequestId(request.id()).setRoomId(left.id()));
    }
  }

  private void say(Requests.Request request, String text) {
    Room current = room;
    if (current == null) {
      printError(request, "you are in no room: /join one first");
    } else {
      send(
          request,
          SayRequest.newBuilder()
              .setRoomId(current.id())
              .setClientSequence(request.id())
              .setText(text));
    }
  }

  private void send(Requests.Request request, Message.Builder message) {
    ChatSession current = connection.client();
    if (current == null) {
      printError(request, "not connected");
      return;
    }
    try {
      if (current.send(message) != SendResult.QUEUED) {
        printError(request, "not sent: too many messages wait for the server");
      }
    } catch (FrameTooLargeException e) {
      printError(request, "not sent: the text is too long");
    }
  }

  private void printError(Requests.Request request, String problem) {
    screen.print("! " + problem);
    requests.end(request.id());
  }

  // ---- packets of the server

  void onLoggedIn(ChatSession loggedIn, LoginReply reply) {
    screen.print("* connected to " + server + " as " + shown(reply.getName()));
    firstLogin.countDown();
    Room before = room;
    if (before != null) {
      loggedIn.send(joinRequest(requests.begin().id(), before.name()));
    }
  }

  @Override
  public void onRefused(ChatSession client, Failure failure, boolean isFinal) {
    boolean isNoAccount =
        login instanceof Registering registering && !registering.isDone() && !failure.getClosing();
    refused |= isFinal || isNoAccount;
    if (isNoAccount) {
      connection.close();
    }
  }

  @Override
  public void onAbsent(ChatSession client, CloseReason reason) {
    screen.print("* connection lost (" + reason.name() + "); trying to come back");
  }

  @Override
  public void onResumed(ChatSession client) {
    screen.print("* back; nothing was lost");
  }

  @Override
  public void onEnded(ChatSession ended, CloseReason reason, @Nullable Duration nextTry) {
    requests.endAll();
    if (nextTry != null) {
      String detail = ended.session().closeDetail();
      String why = detail.isEmpty() ? reason.name() : reason + ": " + shown(detail);
      screen.print("* disconnected (" + why + "); next try in " + nextTry.toMillis() + " ms");
    } else if (refused) {
      firstLogin.countDown();
      screen.print("! the server refused the login" + (screen.isInteractive() ? ": /quit" : ""));
    }
  }

  void onFailure(Failure failure) {
    screen.print(
        "! "
            + GamePackets.CATALOG.failureName(failure.getCode())
            + ": "
            + shown(failure.getMessage()));
    requests.end(failure.getRequestId());
  }

  void onNotice(ServerNotice notice) {
    String when = notice.getSeconds() > 0 ? " (in " + notice.getSeconds() + " s)" : "";
    screen.print("* server: " + shown(notice.getText()) + when);
  }

  void onEcho(EchoReply reply) {
    double millis = (System.nanoTime() - reply.getSentNanos()) / 1e6;
    String text = shown(reply.getPayload().toStringUtf8());
    screen.print(String.format(Locale.ROOT, "* echo in %.2f ms: %s", millis, text));
    requests.end((int) reply.getSequence());
  }

  void onRooms(ListRoomsReply reply) {
    reply
        .getRoomsList()
        .forEach(
            one ->
                screen.print(
                    "* "
                        + shown(one.getName())
                        + ": "
                        + one.getMemberCount()
                        + " of "
                        + one.getCapacity()));
    ChatSession current = connection.client();
    if (reply.getMore() && reply.getRoomsCount() > 0 && current != null) {
      int last = reply.getRooms(reply.getRoomsCount() - 1).getRoomId();
      current.send(roomsRequest(reply.getRequestId(), last));
    } else {
      screen.print("* end of the rooms");
      requests.end(reply.getRequestId());
    }
  }

  void onJoined(JoinRoomReply reply) {
    Room before = room;
    room = new Room(reply.getRoomId(), reply.getRoomName());
    screen.print(
        "* you are in " + shown(reply.getRoomName()) + ", with " + others(reply.getMemberCount()));
    requests.end(reply.getRequestId());
    ChatSession current = connection.client();
    if (before != null && !before.name().equals(reply.getRoomName()) && current != null) {
      current.send(
          LeaveRoomRequest.newBuilder().setRequestId(requests.begin().id()).setRoomId(before.id()));
    }
  }

  void onLeft(LeaveRoomReply reply) {
    Room current = room;
    if (current != null && current.id() == reply.getRoomId()) {
      room = null;
      screen.print("* you have left " + shown(current.name()));
    }
    requests.end(reply.getRequestId());
  }

  void onMessage(ChatMessage message) {
    Room current = room;
    String where = current != null && current.id() == message.getRoomId() ? current.name() : "?";
    screen.print(
        "["
            + shown(where)
            + "] "
            + shown(message.getSenderName())
            + ": "
            + shown(message.getText()));
    ChatSession here = connection.client();
    if (here != null && message.getSenderId() == here.playerId()) {
      requests.end(message.getClientSequence());
    }
  }

  void onWhisper(WhisperMessage message) {
    boolean isReceipt = message.getRequestId() != 0;
    String who = isReceipt ? "to " + message.getRecipientName() : "from " + message.getSenderName();
    screen.print("[" + shown(who) + "] " + shown(message.getText()));
    requests.end(message.getRequestId());
  }

  void onMemberJoined(MemberJoined event) {
    screen.print("* " + shown(event.getMember().getName()) + " has joined");
  }

  void onMemberLeft(MemberLeft event) {
    screen.print("* " + shown(event.getMember().getName()) + " has left");
  }

  private static String others(int members) {
    return members <= 1 ? "nobody else" : (members - 1) + " more";
  }

  /// Returns a text of another player in a form that is safe to print on a terminal.
  private static String shown(String text) {
    return PeerText.escape(text, MAX_SHOWN);
  }

  private static Message.Builder joinRequest(int id, String roomName) {
    return JoinRoomRequest.newBuilder().setRequestId(id).setRoomName(roomName);
  }

  private static Message.Builder roomsRequest(int id, int after) {
    return ListRoomsRequest.newBuilder().setRequestId(id).setAfterRoomId(after);
  }

  private static Message.Builder whisperRequest(int id, Input.Whisper whisper) {
    return WhisperRequest.newBuilder()
        .setRequestId(id)
        .setRecipientName(whisper.name())
        .setText(whisper.text());
  }

  private static Message.Builder echoRequest(int id, String text) {
    return EchoRequest.newBuilder()
        .setSequence(id)
        .setSentNanos(System.nanoTime())
        .setPayload(ByteString.copyFromUtf8(text));
  }
}
