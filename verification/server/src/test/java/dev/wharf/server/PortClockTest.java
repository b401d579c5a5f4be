package dev.wharf.server;

import static dev.wharf.game.server.RunningServer.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.server.SampleGame;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.JwtAuthenticator;
import dev.wharf.server.login.TokenProblem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests that a server uses only the clocks of its port's runtime. The tests move these clocks
/// forward.
class PortClockTest {
  private static final String KEYS =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  private final AtomicReference<Duration> skipped = new AtomicReference<>(Duration.ZERO);

  @Test
  void endsAnIdleSession() {
    try (GameServer server = start("session.idle-timeout", "1h");
        TestClient alice = new TestClient(server.port())) {
      alice.login("alice");
      skipped.set(Duration.ofHours(1));
      alice.awaitEnd();
      eventually(
          () -> assertThat(server.service().counters().closed(CloseReason.IDLE)).isEqualTo(1));
    }
  }

  @Test
  void refusesATokenThatHasExpired() {
    ServerConfig.Jwt settings = new ServerConfig.Jwt(KEYS, "login", "game", Duration.ofHours(1));
    String token = new JwtAuthenticator(settings, InstantSource.system()).mint("alice");
    try (GameServer server = start("login.authenticator", "jwt", "login.jwt.keys", KEYS);
        TestClient alice = new TestClient(server.port())) {
      skipped.set(Duration.ofDays(1));
      alice.send(
          LoginRequest.newBuilder()
              .setRequestId(1)
              .setName("alice")
              .setCredential(ByteString.copyFromUtf8(token)));
      alice.receiveFailure(FailureCode.LOGIN_REFUSED, true);
      assertThat(server.count(TokenProblem.TOKENS_EXPIRED)).isEqualTo(1);
    }
  }

  private GameServer start(String... keysAndValues) {
    Map<String, String> values =
        new HashMap<>(Map.of("listen.port", "0", "account.enabled", "false"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    SampleGame game = new SampleGame();
    ServerConfig config = game.config(values);
    return GameServer.start(game, config.withPort(config.port().withRuntime(runtime())));
  }

  private EngineRuntime runtime() {
    return (EngineRuntime)
        Proxy.newProxyInstance(
            EngineRuntime.class.getClassLoader(),
            new Class<?>[] {EngineRuntime.class},
            (_, method, arguments) -> call(method, arguments));
  }

  /// Calls a method of the system's runtime. Adds the skipped time to the result of a clock.
  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      Object result = method.invoke(EngineRuntime.system(), arguments);
      return switch (method.getName()) {
        case "nanoTime" -> (long) result + skipped.get().toNanos();
        case "instant" -> ((Instant) result).plus(skipped.get());
        default -> result;
      };
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
