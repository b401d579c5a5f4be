package dev.wharf.game.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.game.proto.AccountFailureCode;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.RegisterReply;
import dev.wharf.game.proto.RegisterRequest;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.StartException;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.LoginEvent;
import dev.wharf.server.player.Account;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests registering, and logging in with a password.
class AccountsTest {
  private static final String PASSWORD = "correct horse";
  private static final String OF_ANOTHER = "the name belongs to another account";

  @TempDir Path folder;

  private RunningServer start(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "account.enabled", "true",
                "storage.url", "sqlite:" + folder.resolve("game.db"),
                "storage.deadline", "30s",
                "session.login-timeout", "60s",
                "login.check-timeout", "30s"));
    all.addAll(List.of(more));
    return RunningServer.start(new PasswordAuthenticator(), all.toArray(String[]::new));
  }

  private static void register(TestClient client, String name, String password) {
    client.send(RegisterRequest.newBuilder().setRequestId(4).setName(name).setPassword(password));
  }

  private static void logIn(TestClient client, String name, String password) {
    client.send(
        LoginRequest.newBuilder()
            .setRequestId(1)
            .setName(name)
            .setCredential(com.google.protobuf.ByteString.copyFromUtf8(password)));
  }

  @Test
  void aPlayerRegistersAndLogsInAlsoAfterARestart() {
    try (RunningServer server = start()) {
      TestClient ann = server.connect();
      register(ann, "Ann", PASSWORD);
      assertThat(ann.receive(RegisterReply.class).getRequestId()).isEqualTo(4);
      logIn(ann, "Ann", PASSWORD);
      assertThat(ann.receive(LoginReply.class).getName()).isEqualTo("Ann");
      ann.send(InventoryRequest.newBuilder().setRequestId(9));
      InventoryReply inventory = ann.receive(InventoryReply.class);
      assertThat(inventory.getCoins()).isEqualTo(1000);
      assertThat(inventory.getItemsCount()).isEqualTo(3);
    }
    try (RunningServer server = start()) {
      TestClient ann = server.connect();
      logIn(ann, "Ann", PASSWORD);
      ann.receive(LoginReply.class);
    }
  }

  @Test
  void aWrongNameAndAWrongPasswordGetTheSameAnswer() {
    try (RunningServer server = start()) {
      TestClient ann = server.connect();
      register(ann, "Ann", PASSWORD);
      ann.receive(RegisterReply.class);
      List<String> answers = new ArrayList<>();
      for (String name : List.of("Ann", "nobody")) {
        TestClient guess = server.connect();
        logIn(guess, name, "wrong password");
        answers.add(guess.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage());
      }
      assertThat(answers.getFirst()).isEqualTo(answers.getLast());
    }
  }

  @Test
  void aNameIsUniqueByItsFoldedForm() {
    try (RunningServer server = start()) {
      TestClient ann = server.connect();
      register(ann, "Ann", PASSWORD);
      ann.receive(RegisterReply.class);
      TestClient other = server.connect();
      register(other, "aNN", "another password");
      other.receiveFailure(AccountFailureCode.ACCOUNT_EXISTS, false);
    }
  }

  @Test
  void refusesShortAndLongPasswords() {
    try (RunningServer server = start()) {
      TestClient ann = server.connect();
      register(ann, "Ann", "1234567");
      ann.receiveFailure(FailureCode.INVALID_REQUEST, false);
      register(ann, "Ann", "x".repeat(129));
      ann.receiveFailure(FailureCode.INVALID_REQUEST, false);
      register(ann, "", PASSWORD);
      ann.receiveFailure(FailureCode.INVALID_REQUEST, false);
      register(ann, "Ann", PASSWORD);
      ann.receiveFailure(FailureCode.LOGIN_REFUSED, true);
    }
  }

  @Test
  void registrationCanBeClosed() {
    try (RunningServer server = start("account.registration", "false")) {
      TestClient ann = server.connect();
      register(ann, "Ann", PASSWORD);
      ann.receiveFailure(AccountFailureCode.REGISTRATION_CLOSED, false);
    }
  }

  @Test
  void tooManyLoginsAtOnceAreToldToComeBack() {
    try (RunningServer server =
        start("account.hash-threads", "1", "account.max-waiting-hashes", "1")) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        TestClient client = server.connect();
        logIn(client, "nobody" + i, PASSWORD);
        clients.add(client);
      }
      int busy = 0;
      for (TestClient client : clients) {
        Failure failure = client.receive(Failure.class);
        if (failure.getCode() == FailureCode.LOGIN_BUSY_VALUE) {
          busy++;
          assertThat(failure.getRetryAfterMs()).isPositive();
        } else {
          assertThat(failure.getCode()).isEqualTo(FailureCode.LOGIN_REFUSED_VALUE);
        }
      }
      assertThat(busy).isPositive().isLessThan(20);
      assertThat(server.count(LoginEvent.LOGINS_BUSY)).isEqualTo(busy);
    }
  }

  @Test
  void passwordsNeedAccounts() {
    assertThatThrownBy(() -> start("account.enabled", "false").close())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("login.authenticator = accounts needs accounts");
  }

  @Test
  void aNetworkWithTooManyWrongPasswordsMustWait() {
    try (RunningServer server = start("account.max-wrong-passwords", "2")) {
      TestClient ann = server.connect();
      register(ann, "Ann", PASSWORD);
      ann.receive(RegisterReply.class);
      assertThat(refusal(server, "Ann", "a wrong one")).contains("there is no account");
      assertThat(refusal(server, "nobody", "a wrong one")).contains("there is no account");
      for (String name : List.of("Ann", "nobody")) {
        TestClient guess = server.connect();
        logIn(guess, name, PASSWORD);
        Failure failure = guess.receiveFailure(FailureCode.LOGIN_BUSY, true);
        assertThat(failure.getRetryAfterMs()).isBetween(1, 60_000);
      }
    }
  }

  @Test
  void aNameBelongsToTheFirstSubjectOfTheIssuer() {
    try (RunningServer server = issuer()) {
      server.connect().login("Ann", "subject 1");
      assertThat(refusal(server, "Ann", "subject 2")).isEqualTo(OF_ANOTHER);
      assertThat(refusal(server, "aNN", "subject 2")).isEqualTo(OF_ANOTHER);
    }
    try (RunningServer server = issuer()) { // also while nobody is online, after a restart
      assertThat(refusal(server, "ann", "subject 2")).isEqualTo(OF_ANOTHER);
      server.connect().login("Bob", "subject 2");
      assertThat(refusal(server, "Ann", "subject 2")).isEqualTo(OF_ANOTHER);
      server.connect().login("Ann", "subject 1");
    }
  }

  @Test
  void anAccountFollowsTheNameThatItsIssuerGivesIt() {
    try (RunningServer server = issuer()) {
      server.connect().login("Ann", "subject 1");
      TestClient anna = server.connect();
      anna.login("Anna", "subject 1");
      anna.send(InventoryRequest.newBuilder().setRequestId(9));
      assertThat(anna.await(InventoryReply.class).getItemsCount()).isEqualTo(3);
      assertThat(refusal(server, "anna", "subject 2")).isEqualTo(OF_ANOTHER);
      server.connect().login("Ann", "subject 2"); // nobody has the old name any more
    }
  }

  @Test
  void onlyItsPasswordOpensAnAccountThatHasOne() {
    try (RunningServer server = start()) {
      TestClient ann = server.connect();
      register(ann, "Ann", PASSWORD);
      ann.receive(RegisterReply.class);
    }
    try (RunningServer server = issuer()) {
      assertThat(refusal(server, "Ann", "subject 1")).isEqualTo(OF_ANOTHER);
      server.connect().login("Bob", "subject 1");
    }
    try (RunningServer server = start()) {
      assertThat(refusal(server, "Bob", "subject 1")).contains("there is no account");
      assertThat(refusal(server, "Bob", "")).contains("there is no account");
    }
  }

  private RunningServer issuer() {
    return RunningServer.start(
        attempt -> Authentication.accepted(Account.of(attempt.token())),
        "account.enabled",
        "true",
        "storage.url",
        "sqlite:" + folder.resolve("game.db"),
        "storage.deadline",
        "30s",
        "session.login-timeout",
        "60s",
        "login.check-timeout",
        "30s");
  }

  private static String refusal(RunningServer server, String name, String credential) {
    TestClient client = server.connect();
    logIn(client, name, credential);
    return client.receiveFailure(FailureCode.LOGIN_REFUSED, true).getMessage();
  }
}
