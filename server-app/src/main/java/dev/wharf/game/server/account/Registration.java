package dev.wharf.game.server.account;

import com.google.protobuf.Message;
import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.ChangePasswordReply;
import dev.wharf.game.proto.ChangePasswordRequest;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.password.HashesBusyException;
import dev.wharf.server.password.PasswordHasher;
import dev.wharf.server.password.Passwords;
import dev.wharf.server.password.Secrets;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Names;
import dev.wharf.server.player.Stage;
import dev.wharf.storage.Storage;
import dev.wharf.storage.StorageException;
import org.jspecify.annotations.Nullable;

/// Lets a client make an account, or set a new password, before its login. Thread-safe.
public final class Registration {
  private static final int ID_BYTES = 12;
  private static final String NOBODY = "this server lets nobody register";

  private final GameContext context;
  private final Storage storage;
  private final Accounts accounts;
  private final PasswordHasher hasher;
  private final Credentials credentials;
  private final Secrets secrets;

  /// A request of a client, with the new password.
  private record Request(
      GameSession session, Message packet, int id, String name, String password) {
    static Request of(GameSession session, RegisterRequest one) {
      return new Request(session, one, one.getRequestId(), one.getName(), one.getPassword());
    }

    static Request of(GameSession session, ChangePasswordRequest one) {
      return new Request(session, one, one.getRequestId(), one.getName(), one.getNewPassword());
    }

    void fail(AccountFailureCode code, String why) {
      session.fail(code, packet, id, why);
    }

    void refuse(String why) {
      session.refuse(FailureCode.LOGIN_REFUSED, PacketCloseReasons.LOGIN_REFUSED, packet, id, why);
    }

    void closed() {
      fail(AccountFailureCode.REGISTRATION_CLOSED, NOBODY);
    }

    @Nullable String problem() {
      String ofPassword = Passwords.problemOf(password);
      return id == 0
          ? GameSession.NOT_NUMBERED
          : ofPassword == null ? Names.problemOf(name) : ofPassword;
    }
  }

  /// Does what a request asks for, on a thread that may block. Returns what the session does then.
  private interface Step {
    Runnable run() throws HashesBusyException, InterruptedException;
  }

  private Registration(
      GameContext context, Storage storage, Accounts accounts, PasswordHasher hasher) {
    this.context = context;
    this.storage = storage;
    this.accounts = accounts;
    this.hasher = hasher;
    this.credentials = new Credentials(storage, hasher, context.port().runtime()::instant);
    this.secrets = new Secrets(context.port().runtime());
  }

  /// Adds the handlers to a server, and gives the password authenticator what it needs.
  public static void addTo(GameContext context, Storage storage, Accounts accounts) {
    if (!(context.authenticator() instanceof PasswordAuthenticator authenticator)) {
      context
          .packets()
          .on(RegisterRequest.class, Stage.LOGIN, (s, r) -> Request.of(s, r).closed())
          .on(ChangePasswordRequest.class, Stage.LOGIN, (s, r) -> Request.of(s, r).closed());
      return;
    }
    AccountSettings settings = context.settings(AccountSettings.class);
    PasswordHasher hasher =
        new PasswordHasher(
            context.port().runtime(),
            settings.hashThreads(),
            settings.maxWaitingHashes(),
            settings.maxWrongPasswords());
    context.gauge("hashes.waiting", "Passwords that wait to be hashed", hasher::waiting);
    context.onStop("password hashes", hasher);
    Registration registration = new Registration(context, storage, accounts, hasher);
    authenticator.connect(registration.credentials);
    context
        .packets()
        .on(RegisterRequest.class, Stage.LOGIN, registration::onRegister)
        .on(ChangePasswordRequest.class, Stage.LOGIN, registration::onChange);
  }

  private void onRegister(GameSession session, RegisterRequest packet) {
    Request request = Request.of(session, packet);
    begin(request, () -> register(request));
  }

  private void onChange(GameSession session, ChangePasswordRequest packet) {
    Request request = Request.of(session, packet);
    begin(request, () -> change(request, packet.getProof()));
  }

  private void begin(Request request, Step step) {
    String problem = request.problem();
    if (request.session().countLoginTry() > context.config().login().maxTries()) {
      request.refuse("too many tries on one connection");
    } else if (problem != null) {
      request.session().fail(FailureCode.INVALID_REQUEST, request.packet(), request.id(), problem);
    } else {
      context.block(request.session(), () -> run(request, step));
    }
  }

  private static Runnable run(Request request, Step step) throws InterruptedException {
    try {
      return step.run();
    } catch (HashesBusyException e) {
      return () -> request.session().refuseForNow(request.packet(), request.id(), e.retryAfter());
    } catch (StorageException e) {
      return () -> request.fail(Accounts.codeOf(e), String.valueOf(e.getMessage()));
    }
  }

  private Runnable register(Request request) throws HashesBusyException, InterruptedException {
    if (!context.settings(AccountSettings.class).registration()) {
      return request::closed;
    }
    String hash = hasher.hash(request.password());
    String id = secrets.hex(ID_BYTES);
    String name = Names.normalize(request.name());
    boolean isMade =
        storage
            .run(
                Credentials.lane(Accounts.keyOf(name)),
                handle -> accounts.make(handle, id, name, hash))
            .await();
    return isMade
        ? () -> request.session().send(RegisterReply.newBuilder().setRequestId(request.id()))
        : () ->
            request.fail(
                AccountFailureCode.ACCOUNT_EXISTS,
                "an account with this name, or one that differs only in case, exists");
  }

  /// Sets a new password, and ends the sessions of the account, which may be those of a thief.
  ///
  /// @param proof the present password, or a code that an operator has made
  private Runnable change(Request request, String proof)
      throws HashesBusyException, InterruptedException {
    Credentials.Row row = credentials.find(request.name());
    boolean isProven =
        credentials.isCode(row, proof)
            || credentials.isPassword(request.session().session().remoteAddress(), row, proof);
    try {
      if (!isProven || !replace(row, hasher.hash(request.password()))) {
        return () -> request.refuse(PasswordAuthenticator.WRONG);
      }
    } finally {
      if (isProven) { // also when it is not known whether the password is new
        accounts.end(row.id(), Accounts.NEW_PASSWORD);
      }
    }
    return () ->
        request.session().send(ChangePasswordReply.newBuilder().setRequestId(request.id()));
  }

  /// Replaces the password. Fails when somebody else has done so meanwhile, so that a code is good
  /// for one password.
  private boolean replace(Credentials.Row row, String hash) throws InterruptedException {
    return storage
        .run(
            row.id(),
            handle ->
                handle.execute(
                    "UPDATE account SET password_hash = ?, reset_hash = NULL, reset_until = 0"
                        + " WHERE id = ? AND password_hash = ?",
                    hash,
                    row.id(),
                    row.hash()))
        .await()
        .equals(1);
  }
}
