package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String SECRET = "correct horse battery staple, and some more";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen.port            | 70000       | must be a whole number from 0 to 65535
          listen.port            | -1          | must be a whole number from 0 to 65535
          listen.port            | 80.5        | must be a whole number from 0 to 65535
          listen.port            | 0x50        | must be a whole number from 0 to 65535
          listen.port            | ''          | must be a whole number from 0 to 65535
          listen.port            | 9999999999999999999 | must be a whole number from 0 to 65535
          session.max-frame-bytes| 65536       | must be a whole number from 512 to 65535
          session.idle-timeout   | 30          | must be a time from 1s to 1h, like 10s
          session.idle-timeout   | 999ms       | must be a time from 1s to 1h, like 10s
          session.idle-timeout   | 61m         | must be a time from 1s to 1h, like 10s
          session.idle-timeout   | -5s         | must be a time from 1s to 1h, like 10s
          session.idle-timeout   | soon        | must be a time from 1s to 1h, like 10s
          session.login-timeout  | 0s          | must be a time from 100ms to 1h, like 10s
          port.buffer-memory     | 1KiB        | must be a size from 1MiB to 1TiB, like 64KiB
          port.buffer-memory     | 2TiB        | must be a size from 1MiB to 1TiB, like 64KiB
          port.buffer-memory     | much        | must be a size from 1MiB to 1TiB, like 64KiB
          log.level              | loud        | must be one of error, warn, info, debug, trace
          log.level              | INFO        | must be one of error, warn, info, debug, trace
          port.shape             | per_worker  | must be one of shared, per-worker
          development            | yes         | must be true or false
          listen.address         | ''          | must be a text of 1 to 255 characters
          """)
  void namesTheKeyTheValueWhereFromAndWhatIsAllowed(String key, String value, String allowed) {
    assertThat(problems(Map.of(key, value)))
        .containsExactly(key + " = " + value + " (command line): " + allowed);
  }

  @Test
  void namesTheLineOfTheFile() {
    Path file =
        file("my.conf", "# mine", "listen.port = 1", "session {", "  idle-timeout = 30", "}");
    assertThat(problems(file, Map.of(), Map.of()))
        .containsExactly(
            "session.idle-timeout = 30 (" + file + ":4): must be a time from 1s to 1h, like 10s");
  }

  @Test
  void namesTheFileThatWasIncluded() {
    Path other = file("other.conf", "", "listen.port = many");
    Path file = file("my.conf", "include \"other.conf\"");
    assertThat(problems(file, Map.of(), Map.of()))
        .containsExactly(
            "listen.port = many (" + other + ":2): must be a whole number from 0 to 65535");
  }

  @Test
  void namesTheFileWhenAValueIsTakenFromTheEnvironment() {
    Path file = file("my.conf", "listen.port = ${PATH}");
    assertThat(problems(file, Map.of(), Map.of()))
        .singleElement()
        .asString()
        .startsWith("listen.port = ")
        .contains(" (" + file + ", ")
        .endsWith("): must be a whole number from 0 to 65535");
  }

  @Test
  void namesTheVariable() {
    assertThat(problems(null, Map.of("WHARF_CHAT_TEXTS", "lots"), Map.of()))
        .containsExactly(
            "chat.texts = lots (environment WHARF_CHAT_TEXTS): must be a whole number from 0 to"
                + " 100000");
  }

  @Test
  void refusesUnknownKeysFromAnywhereAndSaysWhatMayBeMeant() {
    Path file =
        file("my.conf", "sesion.heartbeat = 5s", "session.colour = blue", "idle-timeout = 5s");
    assertThat(
            problems(
                file,
                Map.of("WHARF_CHAT_TEXT", "5"),
                Map.of("session.idle-time", "5s", "xyzzy", "1")))
        .containsExactlyInAnyOrder(
            "unknown key sesion.heartbeat (" + file + ":1); did you mean session.heartbeat?",
            "unknown key session.colour (" + file + ":2)",
            "unknown key idle-timeout (" + file + ":3); did you mean session.idle-timeout?",
            "unknown variable WHARF_CHAT_TEXT (environment); did you mean WHARF_CHAT_TEXTS?",
            "unknown key session.idle-time (command line); did you mean session.idle-timeout?",
            "unknown key xyzzy (command line)");
  }

  @Test
  void refusesAValueForAGroupAndAGroupForAValue() {
    Path file = file("my.conf", "session = 5s", "listen.port { tcp = 5 }");
    assertThat(problems(file, Map.of(), Map.of()))
        .hasSize(2)
        .contains("session (" + file + ":1): is a group of keys, not a value")
        .anyMatch(problem -> problem.startsWith("listen.port = {"));
  }

  @Test
  void namesAllProblemsAtOnce() {
    Path file = file("my.conf", "listen.port = many", "no.such = 1");
    assertThat(
            problems(
                file,
                Map.of("WHARF_LOG_LEVEL", "loud", "WHARF_NONSENSE", "1"),
                Map.of("chat.texts", "-1", "session.heartbeat", "40s")))
        .hasSize(6);
  }

  @Test
  void refusesAFileThatIsNotThereOrIsNoHocon() {
    Path missing = directory.resolve("missing.conf");
    assertThat(problems(missing, Map.of(), Map.of()))
        .containsExactly("--config = " + missing + ": is no file that can be read");
    assertThat(problems(directory, Map.of(), Map.of()))
        .containsExactly("--config = " + directory + ": is no file that can be read");
    Path broken = file("broken.conf", "listen {", "port = 1");
    assertThat(problems(broken, Map.of(), Map.of()))
        .singleElement()
        .asString()
        .startsWith("--config = " + broken + ": ");
  }

  @Test
  void escapesWhatWouldForgeALineOfItsOutput() {
    assertThat(problems(Map.of("log.level", "x\nwharf-server ready", "a\u202Eb", "1")))
        .allSatisfy(problem -> assertThat(problem).doesNotContain("\n", "\u202E"))
        .anyMatch(problem -> problem.startsWith("log.level = x\\u000awharf-server ready (command"));
  }

  @Test
  void takesTheStrongestOfAllSources() {
    Path file = file("my.conf", "chat.texts = 6", "log.level = warn", "shutdown.grace = 3s");
    Map<String, String> environment = Map.of("WHARF_CHAT_TEXTS", "7", "WHARF_LOG_LEVEL", "error");
    Map<String, String> development = Map.of("development", "true");

    assertShown(ConfigLoader.load(null, Map.of(), Map.of()), "chat.texts = 5  [default]");
    ServerConfig fromFile = ConfigLoader.load(file, Map.of(), Map.of());
    assertShown(fromFile, "chat.texts = 6  [" + file + ":1]");
    ServerConfig fromEnvironment = ConfigLoader.load(file, environment, Map.of());
    assertShown(fromEnvironment, "chat.texts = 7  [environment WHARF_CHAT_TEXTS]");
    ServerConfig inDevelopment = ConfigLoader.load(file, environment, development);
    assertShown(inDevelopment, "chat.texts = 0  [development mode]");
    ServerConfig strongest =
        ConfigLoader.load(file, environment, with(development, "chat.texts", "8"));
    assertShown(strongest, "chat.texts = 8  [command line]");

    assertThat(List.of(fromFile, fromEnvironment, inDevelopment, strongest))
        .extracting(config -> config.chat().texts())
        .containsExactly(6, 7, 0, 8);
    assertThat(strongest.log().level()).isEqualTo(ServerConfig.LogLevel.ERROR);
    assertThat(strongest.shutdownGrace()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void liftsTheLimitsInDevelopmentModeWhoeverAsksForIt() {
    Path file = file("my.conf", "development = true");
    List.of(
            ConfigLoader.load(file, Map.of(), Map.of()),
            ConfigLoader.load(null, Map.of("WHARF_DEVELOPMENT", "true"), Map.of()),
            ConfigLoader.load(null, Map.of(), Map.of("development", "true")))
        .forEach(
            config -> {
              assertThat(config.development()).isTrue();
              assertThat(config.server().admission().exemptLoopback()).isTrue();
              assertThat(config.packets().rateLimit().isOff()).isTrue();
              assertThat(config.chat().texts()).isZero();
              assertThat(config.login().maxInFlight()).isEqualTo(100_000);
              assertThat(config.server().admission().maxUnauthenticated())
                  .isEqualTo(config.server().admission().maxSessions());
            });
    ServerConfig turnedOff = ConfigLoader.load(file, Map.of(), Map.of("development", "false"));
    assertThat(turnedOff.chat().texts()).isEqualTo(5);
  }

  @Test
  void takesTheLaunchScriptsAndStrangersVariablesForNobodysBusiness() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("WHARF_JAVA_OPTS", "-Xmx1g");
    environment.put("WHARF_LAUNCHER", "/usr/bin/wharf");
    environment.put("WHARF_JOIN_TOKEN", "the swarm's");
    environment.put("WHARF_REHEARSAL", "1");
    environment.put("PATH", "/bin");
    assertThat(ConfigLoader.load(null, environment, Map.of()).effective())
        .allMatch(setting -> setting.origin().equals("default"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          session.heartbeat    | 30s   | must be less than session.idle-timeout (30000ms)
          rate.byte-burst      | 4095  | must be at least session.max-frame-bytes (4096)
          chat.max-text        | 961   | must be at most 960, for four bytes a character to fit \
          session.max-frame-bytes (4096)
          login.max-token-bytes| 3841  | must be at least 256 less than session.max-frame-bytes (4096)
          listen.address       | no.such.host.invalid | no such address is known
          """)
  void refusesValuesThatDoNotFitOthers(String key, String value, String what) {
    assertThat(problems(Map.of(key, value)))
        .containsExactly(key + " = " + value + " (command line): " + what);
  }

  @Test
  void takesValuesThatJustFitOthers() {
    ServerConfig.with(
        Map.of(
            "session.heartbeat", "29999ms",
            "rate.byte-burst", "4KiB",
            "chat.max-text", "960",
            "login.max-token-bytes", "3840"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void refusesDevelopmentModeWhereOthersCanReachIt(String address) {
    assertThat(problems(Map.of("development", "true", "listen.address", address)))
        .singleElement()
        .asString()
        .startsWith("listen.address = " + address + " (command line): development mode")
        .endsWith("set listen.address = 127.0.0.1");
  }

  @Test
  void asksForALongEnoughSecretAndNeverShowsIt() {
    String shortSecret = "hunter2";
    assertThat(problems(Map.of("login.authenticator", "hmac", "login.hmac.secret", shortSecret)))
        .containsExactly(
            "login.hmac.secret = (secret) (command line): login.authenticator = hmac needs a secret"
                + " of at least 32 bytes, this one has 7");
    assertThat(problems(Map.of("login.hmac.secret", shortSecret.repeat(200))))
        .containsExactly(
            "login.hmac.secret = (secret) (command line): must be a text of 0 to 1024 characters");
    assertThat(problems(Map.of("login.hmac.sekret", shortSecret)))
        .containsExactly(
            "unknown key login.hmac.sekret (command line); did you mean login.hmac.secret?");
  }

  @Test
  void hidesTheSecretWhereverTheConfigurationIsPrinted() {
    ServerConfig config =
        ConfigLoader.load(
            null, Map.of("WHARF_LOGIN_HMAC_SECRET", SECRET), Map.of("login.authenticator", "hmac"));
    assertThat(config.login().hmacSecret()).isEqualTo(SECRET);
    assertShown(config, "login.hmac.secret = (secret)  [environment WHARF_LOGIN_HMAC_SECRET]");
    assertThat(config.toString()).doesNotContain(SECRET).contains("(secret)");
    assertThat(config.effective()).noneMatch(setting -> setting.toString().contains(SECRET));
    assertShown(ServerConfig.defaults(), "login.hmac.secret =   [default]");
  }

  @Test
  void shrinksWhatAnotherValueMakesPointless() {
    ServerConfig config =
        ServerConfig.with(
            Map.of("admission.max-sessions", "10", "session.receive-initial-bytes", "8192"));
    assertThat(config.server().admission().maxUnauthenticated()).isEqualTo(10);
    assertThat(config.server().admission().maxPerAddress()).isEqualTo(10);
    assertThat(config.server().session().receiveInitialBytes()).isEqualTo(4096);
  }

  @Test
  void takesSizesWithAndWithoutUnits() {
    ServerConfig config =
        ServerConfig.with(Map.of("session.send-queue-bytes", "65536", "rate.byte-burst", "1MiB"));
    assertThat(config.server().session().sendQueue().maxBytes()).isEqualTo(64 << 10);
    assertThat(config.packets().rateLimit().byteBurst()).isEqualTo(1 << 20);
  }

  private static void assertShown(ServerConfig config, String line) {
    assertThat(config.effective()).extracting(EffectiveSetting::toString).contains(line);
  }

  private static Map<String, String> with(Map<String, String> values, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return more;
  }

  private static List<String> problems(Map<String, String> commandLine) {
    return problems(null, Map.of(), commandLine);
  }

  private static List<String> problems(
      @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
    ConfigProblems thrown =
        catchThrowableOfType(
            ConfigProblems.class, () -> ConfigLoader.load(file, environment, commandLine));
    assertThat(thrown).as("everything was accepted").isNotNull();
    return thrown.problems();
  }

  private Path file(String name, String... lines) {
    try {
      return Files.write(directory.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
