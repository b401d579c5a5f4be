package dev.wharf.game.server.account;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.server.player.Stage;
import dev.wharf.storage.Outcome;
import dev.wharf.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Lets a client make an account before its login. Thread-safe.
final class Registration {
  private static final int LEAST_CHARACTERS = 8;
  private static final int MOST_CHARACTERS = 128;
  private static final int MOST_BYTES = 512;
  private static final int ID_BYTES = 12;

  private final Storage storage;
  private final EngineRuntime runtime;
  private final AccountSettings settings;
  private final HashThreads threads;
  private final int maxTries;

  /// Draws ids and salts. Guarded by its own monitor.
  private final RandomGenerator random;

  private Registration(GameContext context, Storage storage) {
    this.storage = storage;
    this.runtime = context.port().runtime();
    this.settings = context.settings(AccountSettings.class);
    this.random = runtime.newSecretRandom();
    this.maxTries = context.config().login().maxTries();
    int processors = Runtime.getRuntime().availableProcessors();
    int count = settings.hashThreads() == 0 ? Math.max(1, processors / 2) : settings.hashThreads();
    this.threads = new HashThreads(runtime, count, settings.maxWaitingHashes());
  }

  /// Adds the handler to a server, and gives the password authenticator what it needs.
  static void addTo(GameContext context, Storage storage) {
    if (!(context.authenticator() instanceof PasswordAuthenticator authenticator)) {
      context.packets().on(RegisterRequest.class, Stage.LOGIN, Registration::refuseClosed);
      return;
    }
    Registration registration = new Registration(context, storage);
    authenticator.connect(registration.runtime, storage, registration.threads);
    context.packets().on(RegisterRequest.class, Stage.LOGIN, registration::register);
    context.gauge(
        "hashes.waiting", "Passwords that wait to be hashed", registration.threads::waiting);
    context.onStop("password hashes", registration.threads);
  }

  private static void refuseClosed(GameSession session, RegisterRequest request) {
    session.fail(
        AccountFailureCode.REGISTRATION_CLOSED,
        request,
        request.getRequestId(),
        "this server lets nobody register");
  }

  private void register(GameSession session, RegisterRequest request) {
    String problem = problemOf(request);
    if (session.countLoginTry() > maxTries) {
      session.refuse(
          FailureCode.LOGIN_REFUSED,
          PacketCloseReasons.LOGIN_REFUSED,
          request,
          request.getRequestId(),
          "too many tries on one connection");
    } else if (problem != null) {
      session.fail(FailureCode.INVALID_REQUEST, request, request.getRequestId(), problem);
    } else if (!settings.registration()) {
      refuseClosed(session, request);
    } else {
      hash(session, request);
    }
  }

  private static @Nullable String problemOf(RegisterRequest request) {
    if (request.getRequestId() == 0) {
      return GameSession.NOT_NUMBERED;
    }
    String password = request.getPassword();
    int characters = password.codePointCount(0, password.length());
    boolean isLong =
        characters > MOST_CHARACTERS
            || password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    if (characters < LEAST_CHARACTERS || isLong) {
      return "a password has %d to %d characters, and at most %d bytes"
          .formatted(LEAST_CHARACTERS, MOST_CHARACTERS, MOST_BYTES);
    }
    return Names.problemOf(request.getName());
  }

  private void hash(GameSession session, RegisterRequest request) {
    byte[] salt = draw(Passwords.SALT_BYTES);
    CompletableFuture<String> hashed =
        threads.submit(() -> Passwords.hash(request.getPassword(), salt));
    if (hashed == null) {
      session.refuseForNow(request, request.getRequestId(), threads.backlog());
      return;
    }
    session.enter(Stage.CHECKING); // no second request meanwhile
    var _ = hashed.thenAccept(hash -> store(session, request, hash));
  }

  private byte[] draw(int bytes) {
    byte[] drawn = new byte[bytes];
    synchronized (random) {
      random.nextBytes(drawn);
    }
    return drawn;
  }

  private void store(GameSession session, RegisterRequest request, String hash) {
    String id = HexFormat.of().formatHex(draw(ID_BYTES));
    String name = Names.normalize(request.getName());
    String key = Objects.requireNonNull(Names.fold(name), "a valid name");
    long now = runtime.instant().getEpochSecond();
    storage
        .run(PasswordAuthenticator.lane(key), handle -> insert(handle, id, name, key, hash, now))
        .then(session, outcome -> onStored(session, request, outcome));
  }

  private boolean insert(Handle handle, String id, String name, String key, String hash, long now) {
    int made =
        handle.execute(
            "INSERT INTO account (id, name, name_key, password_hash, coins, created)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name_key) DO NOTHING",
            id,
            name,
            key,
            hash,
            settings.coins(),
            now);
    if (made == 1) {
      Accounts.giveItems(handle, id, settings.items());
    }
    return made == 1;
  }

  private static void onStored(
      GameSession session, RegisterRequest request, Outcome<Boolean> outcome) {
    int requestId = request.getRequestId();
    session.enter(Stage.LOGIN);
    switch (outcome) {
      case Outcome.Done<Boolean> done when done.result() ->
          session.send(RegisterReply.newBuilder().setRequestId(requestId));
      case Outcome.Done<Boolean> _ ->
          session.fail(
              AccountFailureCode.ACCOUNT_EXISTS,
              request,
              requestId,
              "an account with this name, or one that looks the same, exists");
      case Outcome.NotDone<Boolean> not ->
          session.fail(
              AccountFailureCode.STORAGE_BUSY,
              request,
              requestId,
              String.valueOf(not.why().getMessage()));
    }
  }
}
