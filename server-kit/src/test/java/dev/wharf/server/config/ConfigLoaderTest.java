package dev.wharf.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  private static final String SECRET =
      "{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"alg\": \"HS256\", \"k\":"
          + " \"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\"}]}";

  private static final Schema SCHEMA =
      ServerConfig.schema("wharf", List.of("development", "jwt"), List.of(Duel.class));

  @TempDir Path directory;

  /// A game's settings.
  @Settings("duel")
  record Duel(
      @Key("rounds of one duel; 0 for no limit")
          @Default(value = "5", inDevelopment = "0")
          @Range("0..100000")
          int rounds)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.warnIf(rounds > 99_998, "duel.rounds", "is more than anybody plays");
    }
  }

  /// A record whose constructor checks its values.
  @Settings("team")
  record Team(
      @Key("players of a team") @Default("3") @Range("1..9") int players,
      @Key("the time to find a team") @Default("5s") Duration search,
      @Key("a word of a team") @Default("") @Range("0..9") String word) {
    Team {
      if (players % 2 == 0) {
        throw new IllegalArgumentException("a team has an odd number of players");
      }
      if (word.equals("none")) {
        throw new IllegalStateException();
      }
    }
  }

  /// A record that checks itself against a settings group that the server does not have.
  @Settings("lonely")
  record Lonely(@Key("a") @Default("1") @Range("0..1") int a) implements Checked {
    @Override
    public void check(Checks checks) {
      checks.warnIf(checks.of(Team.class).players() > a, "lonely.a", "is less than a team");
    }
  }

  @Settings("duel-a")
  record WithHyphen(@Key("b") @Default("1") @Range("0..1") int b) {}

  @Settings("duel")
  record WithDot(@Key("a b") @Default("1") @Range("0..1") int aB) {}

  @Settings("duel-a")
  record OfAFile(
      @Key("b") @Default("1") @Range("0..1") int b,
      @Key("b file") @Default("1") @Range("0..1") int bFile) {}

  @Settings("duel")
  record OfAWrongType(@Key("a") @Default("1") @Range("0..1") float a) {}

  @Settings("duel")
  record OfAWrongRange(@Key("a") @Default("1") @Range("0") int a) {}

  @Settings("duel")
  record OfAReversedRange(@Key("a") @Default("1") @Range("10..1") int a) {}

  @Settings("duel")
  record OfChoicesInARange(@Key("a") @Default("1") @Range("0..1") boolean a) {}

  @Settings("duel")
  record WithoutARange(@Key("a") @Default("1") int a) {}

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
          listen.address         | ''          | must be an IP address, or a host name that is known
          """)
  void namesTheKeyTheValueWhereFromAndWhatIsAllowed(String key, String value, String allowed) {
    assertThat(problems(Map.of(key, value)))
        .containsExactly(key + " = " + value + " (command line): " + allowed);
  }

  @Test
  void namesKeysAndPlacesAndTheMessageOfARecordThatRejectsItsValues() {
    Schema schema = schemaOf(List.of(Team.class));
    Path file = file("my.conf", "# ours", "team.players = 4", "log.level = loud");
    assertThat(problems(schema, file, Map.of("team.search", "7s")))
        .containsExactlyInAnyOrder(
            "log.level = loud (" + file + ":3): must be one of error, warn, info, debug, trace",
            "team.players = 4 ("
                + file
                + ":2), team.search = 7s (command line): a team has an odd number of players");
    assertThat(problems(schema, null, Map.of("team.word", "none")))
        .containsExactly("team.word = none (command line): java.lang.IllegalStateException");
  }

  @Test
  void rejectsTwoKeysWithOneEnvironmentVariable() {
    assertThatThrownBy(() -> schemaOf(List.of(WithHyphen.class, WithDot.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the settings duel-a.b and duel.a-b have the same environment variable, WHARF_DUEL_A_B:"
                + " rename one");
    assertThatThrownBy(() -> schemaOf(List.of(OfAFile.class)))
        .hasMessageContaining("duel-a.b and duel-a.b-file have the same environment variable")
        .hasMessageContaining("WHARF_DUEL_A_B_FILE");
  }

  @Test
  void namesTheFaultInTheDeclarationOfAKey() {
    assertThatThrownBy(() -> schemaOf(List.of(OfAWrongType.class)))
        .hasMessageEndingWith(
            "OfAWrongType.a: the type float with the range 0..1 is not supported");
    assertThatThrownBy(() -> schemaOf(List.of(OfAWrongRange.class)))
        .hasMessageEndingWith("OfAWrongRange.a: the type int with the range 0 is not supported");
    assertThatThrownBy(() -> schemaOf(List.of(OfAReversedRange.class)))
        .hasMessageEndingWith(
            "OfAReversedRange.a: the type int with the range 10..1 is not supported");
    assertThatThrownBy(() -> schemaOf(List.of(OfChoicesInARange.class)))
        .hasMessageEndingWith(
            "OfChoicesInARange.a: @Range is only for numbers, sizes, times and texts");
    assertThatThrownBy(() -> schemaOf(List.of(WithoutARange.class)))
        .hasMessageEndingWith("WithoutARange.a has no @Range");
  }

  @Test
  void namesTheMissingGroupThatAnotherIsCheckedAgainst() {
    assertThatThrownBy(
            () -> ConfigLoader.load(schemaOf(List.of(Lonely.class)), null, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("Team is not a group of this server's settings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Duel", "my game", "7wonders", "-duel", "duel.x", "d_l", "düell"})
  void rejectsAGameNameThatFitsNoVariableOrFigure(String name) {
    assertThatThrownBy(() -> ServerConfig.schema(name, List.of("development"), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the name of a game must have lower case letters, digits and '-', with a letter first;"
                + " '"
                + name
                + "' does not");
    assertThat(
            ServerConfig.schema("my-duel2", List.of("development"), List.of()).environmentPrefix())
        .isEqualTo("MY_DUEL2_");
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
    assertThat(problems(null, Map.of("WHARF_DUEL_ROUNDS", "lots"), Map.of()))
        .containsExactly(
            "duel.rounds = lots (environment WHARF_DUEL_ROUNDS): must be a whole number from 0 to"
                + " 100000");
  }

  @Test
  void rejectsUnknownKeysFromAnySourceAndSuggestsSimilarOnes() {
    Path file =
        file("my.conf", "sesion.heartbeat = 5s", "session.colour = blue", "idle-timeout = 5s");
    assertThat(problems(file, Map.of(), Map.of("session.idle-time", "5s", "xyzzy", "1")))
        .containsExactlyInAnyOrder(
            "unknown key sesion.heartbeat (" + file + ":1); did you mean session.heartbeat?",
            "unknown key session.colour (" + file + ":2)",
            "unknown key idle-timeout (" + file + ":3); did you mean session.idle-timeout?",
            "unknown key session.idle-time (command line); did you mean session.idle-timeout?",
            "unknown key xyzzy (command line)");
  }

  @Test
  void rejectsAValueForAGroupAndAGroupForAValue() {
    Path file = file("my.conf", "session = 5s", "listen.port { tcp = 5 }");
    assertThat(problems(file, Map.of(), Map.of()))
        .containsExactly(
            "unknown key listen.port.tcp (" + file + ":2)",
            "session (" + file + ":1): is a group of keys, not a value");
  }

  @Test
  void namesAllProblemsAtOnce() {
    Path file = file("my.conf", "listen.port = many", "no.such = 1");
    assertThat(
            problems(
                file,
                Map.of("WHARF_LOG_LEVEL", "loud", "WHARF_NONSENSE", "1"),
                Map.of("duel.rounds", "-1", "session.heartbeat", "40s")))
        .hasSize(5);
  }

  @Test
  void rejectsAFileThatDoesNotExistOrIsNoHocon() {
    Path missing = directory.resolve("missing.conf");
    assertThat(problems(missing, Map.of(), Map.of()))
        .containsExactly("--config = " + missing + ": there is no such file");
    assertThat(problems(directory, Map.of(), Map.of()))
        .containsExactly("--config = " + directory + ": is not a regular file");
    Path broken = file("broken.conf", "listen {", "port = 1");
    assertThat(problems(broken, Map.of(), Map.of()))
        .singleElement()
        .asString()
        .startsWith("--config = " + broken + ": ");
  }

  @Test
  void escapesCharactersThatWouldForgeALine() {
    assertThat(problems(Map.of("log.level", "x\nwharf-server ready", "a\u202Eb", "1")))
        .allSatisfy(problem -> assertThat(problem).doesNotContain("\n", "\u202E"))
        .anyMatch(problem -> problem.startsWith("log.level = x\\u000awharf-server ready (command"));
  }

  @Test
  void usesTheSourceWithTheHighestPrecedence() {
    Path file = file("my.conf", "duel.rounds = 6", "log.level = warn", "shutdown.grace = 3s");
    Map<String, String> environment = Map.of("WHARF_DUEL_ROUNDS", "7", "WHARF_LOG_LEVEL", "error");
    Map<String, String> development = Map.of("development", "true");

    assertShown(load(null, Map.of(), Map.of()), "duel.rounds = 5  [default]");
    ServerConfig fromFile = load(file, Map.of(), Map.of());
    assertShown(fromFile, "duel.rounds = 6  [" + file + ":1]");
    ServerConfig fromEnvironment = load(file, environment, Map.of());
    assertShown(fromEnvironment, "duel.rounds = 7  [environment WHARF_DUEL_ROUNDS]");
    ServerConfig inDevelopment = load(file, environment, development);
    assertShown(inDevelopment, "duel.rounds = 0  [development mode]");
    ServerConfig strongest = load(file, environment, with(development, "duel.rounds", "8"));
    assertShown(strongest, "duel.rounds = 8  [command line]");

    assertThat(List.of(fromFile, fromEnvironment, inDevelopment, strongest))
        .extracting(config -> config.of(Duel.class).rounds())
        .containsExactly(6, 7, 0, 8);
    assertThat(strongest.log().level()).isEqualTo(ServerConfig.LogLevel.ERROR);
    assertThat(strongest.shutdownGrace()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void liftsTheLimitsInDevelopmentModeFromAnySource() {
    Path file = file("my.conf", "development = true");
    List.of(
            load(file, Map.of(), Map.of()),
            load(null, Map.of("WHARF_DEVELOPMENT", "true"), Map.of()),
            load(null, Map.of(), Map.of("development", "true")))
        .forEach(
            config -> {
              assertThat(config.development()).isTrue();
              assertThat(config.server().admission().exemptLoopback()).isTrue();
              assertThat(config.packets().rateLimit().isOff()).isTrue();
              assertThat(config.of(Duel.class).rounds()).isZero();
              assertThat(config.login().maxInFlight()).isEqualTo(100_000);
              assertThat(config.server().admission().maxUnauthenticated())
                  .isEqualTo(config.server().admission().maxSessions());
            });
    ServerConfig turnedOff = load(file, Map.of(), Map.of("development", "false"));
    assertThat(turnedOff.of(Duel.class).rounds()).isEqualTo(5);
  }

  @Test
  void ignoresVariablesOfTheLauncherAndOfOtherPrograms() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("WHARF_JAVA_OPTS", "-Xmx1g");
    environment.put("WHARF_LAUNCHER", "/usr/bin/wharf");
    environment.put("WHARF_TOKEN", "a client's");
    environment.put("WHARF_TOKEN_FILE", "/no/such/file");
    environment.put("WHARF_HOSTILE_TOKEN", "the swarm's");
    environment.put("WHARF_REHEARSAL", "1");
    environment.put("WHARF_BROWSER", "chrome");
    environment.put("WHARF_BENCH_COLLECTOR", "Z");
    environment.put("WHARF_", "");
    environment.put("WHARF_FILE", "");
    environment.put("PATH", "/bin");
    assertNothingTaken(load(null, environment, Map.of()));
  }

  /// Tests the variables that Kubernetes and Docker set for a service with the server's name, and
  /// for a service with a named port.
  @Test
  void startsBesideAKubernetesServiceOfItsName() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("WHARF_SERVICE_HOST", "10.0.0.1");
    environment.put("WHARF_SERVICE_PORT", "7777");
    environment.put("WHARF_SERVICE_PORT_GAME", "7777");
    environment.put("WHARF_SERVICE_PORT_ADMIN", "7780");
    environment.put("WHARF_PORT", "tcp://10.0.0.1:7777");
    environment.put("WHARF_NAME", "/game/wharf");
    environment.put("WHARF_ENV_LANG", "C.UTF-8");
    for (int port : List.of(80, 7777, 7780)) {
      String tcp = "WHARF_PORT_" + port + "_TCP";
      environment.put(tcp, "tcp://10.0.0.1:" + port);
      environment.put(tcp + "_PROTO", "tcp");
      environment.put(tcp + "_PORT", "" + port);
      environment.put(tcp + "_ADDR", "10.0.0.1");
    }
    assertNothingTaken(load(null, environment, Map.of()));
  }

  @Test
  void ignoresAServiceWhoseVariableIsAKeyAndWarns() {
    ServerConfig config =
        load(
            null,
            Map.of(
                "WHARF_ADMIN_PORT", "tcp://10.0.0.1:7780",
                "WHARF_ADMIN_SERVICE_HOST", "10.0.0.1",
                "WHARF_LISTEN_PORT", "udp://10.0.0.2:1"),
            Map.of());
    assertShown(config, "admin.port = 7780  [default]");
    assertShown(config, "listen.port = 7777  [default]");
    assertThat(config.warnings())
        .hasSize(2)
        .anyMatch(
            line ->
                line.startsWith("ignored variable WHARF_ADMIN_PORT = tcp://10.0.0.1:7780, which")
                    && line.contains("admin.port"))
        .anyMatch(line -> line.contains("WHARF_LISTEN_PORT") && line.contains("listen.port"));
  }

  @ParameterizedTest
  @CsvSource({
    "WHARF_SESION_IDLE_TIMEOUT, WHARF_SESSION_IDLE_TIMEOUT",
    "WHARF_DUEL_ROUND, WHARF_DUEL_ROUNDS",
    "WHARF_ADMIN_TOKN_FILE, WHARF_ADMIN_TOKEN_FILE",
    "WHARF_LOGIN_JWT_KEYZ, WHARF_LOGIN_JWT_KEYS"
  })
  void startsWithAMisspeltVariableAndPointsItOut(String name, String meant) {
    ServerConfig config = load(null, Map.of(name, "hunter2"), Map.of());
    assertThat(config.warnings())
        .containsExactly("variable " + name + " is unknown: did you mean " + meant + "?");
  }

  @Test
  void readsAnyKeyFromAFileThatAVariableNames() {
    Path secret = file("secret", SECRET);
    Path port = file("port", "4711\r", "");
    ServerConfig config =
        load(
            null,
            Map.of(
                "WHARF_LOGIN_JWT_KEYS_FILE", secret.toString(),
                "WHARF_LISTEN_PORT_FILE", port.toString()),
            Map.of("login.authenticator", "jwt"));
    assertThat(config.of(ServerConfig.Jwt.class).keys()).isEqualTo(SECRET);
    assertThat(config.server().bind().getPort()).isEqualTo(4711);
    assertShown(
        config,
        "login.jwt.keys = (secret)  [environment WHARF_LOGIN_JWT_KEYS_FILE, " + secret + "]");
    assertThat(config.toString()).doesNotContain(SECRET);
    assertThat(
            load(
                    null,
                    Map.of("WHARF_LISTEN_PORT_FILE", port.toString()),
                    Map.of("listen.port", "1"))
                .server()
                .bind()
                .getPort())
        .as("the command line has precedence")
        .isEqualTo(1);
  }

  @Test
  void namesKeyPathAndReasonWhenASecretsFileCannotBeUsed() throws IOException {
    Path missing = directory.resolve("missing");
    Path empty = file("empty", "", "");
    Path large = Files.write(directory.resolve("large"), new byte[(64 << 10) + 1]);
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, 1});
    Map.of(
            missing, "there is no such file",
            empty, "the file is empty",
            large, "the file is larger than 65536 bytes",
            binary, "the file is no UTF-8 text",
            directory, "is no regular file")
        .forEach(
            (path, reason) ->
                assertThat(
                        problems(
                            null,
                            Map.of("WHARF_LOGIN_JWT_KEYS_FILE", path.toString()),
                            Map.of("login.authenticator", "jwt")))
                    .containsExactly(
                        "login.jwt.keys (environment WHARF_LOGIN_JWT_KEYS_FILE, "
                            + path
                            + "): "
                            + reason));
    assertThat(problems(null, Map.of("WHARF_DUEL_ROUNDS_FILE", "a\0b"), Map.of()))
        .containsExactly(
            "duel.rounds (environment WHARF_DUEL_ROUNDS_FILE, a\\u0000b): is no path of a file");
  }

  @Test
  void rejectsAValueAndAFileForOneKeyAndShowsNeither() {
    Path secret = file("secret", SECRET);
    assertThat(
            problems(
                null,
                Map.of(
                    "WHARF_ADMIN_TOKEN",
                    "hunter2-hunter2-hunter2",
                    "WHARF_ADMIN_TOKEN_FILE",
                    secret.toString()),
                Map.of()))
        .containsExactly(
            "admin.token: WHARF_ADMIN_TOKEN and WHARF_ADMIN_TOKEN_FILE are both set: unset one");
  }

  @Test
  void neverShowsTheContentOfASecretsFile() {
    Path shortSecret = file("secret", "hunter2");
    assertThat(
            problems(
                null,
                Map.of("WHARF_LOGIN_JWT_KEYS_FILE", shortSecret.toString()),
                Map.of("login.authenticator", "jwt")))
        .singleElement()
        .asString()
        .startsWith("login.jwt.keys = (secret) (environment WHARF_LOGIN_JWT_KEYS_FILE, ")
        .endsWith("must be a JSON Web Key Set: {\"keys\": [...]}")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include \"secrets.conf\"",
        "include \"secrets\"",
        "include file(\"secrets.conf\")",
        "include classpath(\"secrets.conf\")",
        "include required(\"secrets.conf\")",
        "login { include \"secrets.conf\" }",
        "include \"between.conf\""
      })
  void refusesAFileWhoseIncludeIsNotThere(String line) {
    file("between.conf", "include \"secrets.conf\"");
    Path file = file("my.conf", "listen.port = 1", line);
    assertThat(problems(file, Map.of(), Map.of()))
        .singleElement()
        .asString()
        .startsWith("--config = " + file + ": include \"secrets")
        .endsWith("\": the file does not exist or cannot be read");
  }

  @Test
  void readsIncludedFiles() {
    file("secrets.conf", "jwt.keys = \"\"\"" + SECRET + "\"\"\"", "authenticator = jwt");
    Path file = file("my.conf", "login { include \"secrets.conf\" }", "include \"more\"");
    file("more.conf", "duel.rounds = 9");
    ServerConfig config = load(file, Map.of(), Map.of());
    assertThat(config.of(ServerConfig.Jwt.class).keys()).isEqualTo(SECRET);
    assertThat(config.of(Duel.class).rounds()).isEqualTo(9);
  }

  private static void assertNothingTaken(ServerConfig config) {
    assertThat(config.effective()).allMatch(setting -> setting.origin().equals("default"));
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void rejectsAFileThatNestsTooDeeply() throws IOException {
    Path deep = Files.writeString(directory.resolve("deep.conf"), "a {".repeat(100_000));
    assertThatThrownBy(() -> load(deep, Map.of(), Map.of()))
        .isInstanceOf(ConfigProblems.class)
        .hasMessageContaining("--config = " + deep + ": is nested too deeply");
  }

  @Test
  void anEmptyKeyIsReported() {
    assertThat(problems(Map.of("", "x"))).containsExactly("unknown key '' (command line)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          session.heartbeat    | 30s   | must be less than session.idle-timeout (30000ms)
          login.check-timeout  | 5s    | must be less than session.login-timeout (5000ms)
          rate.byte-burst      | 4095  | must be at least session.max-frame-bytes (4096)
          login.max-token-bytes| 3841  | must be at least 256 less than session.max-frame-bytes (4096)
          listen.address       | no.such.host.invalid | must be an IP address, or a host name that is known
          """)
  void refusesValuesThatDoNotFitOthers(String key, String value, String what) {
    assertThat(problems(Map.of(key, value)))
        .containsExactly(key + " = " + value + " (command line): " + what);
  }

  @Test
  void acceptsValuesThatJustFitOthers() {
    configured(
        Map.of(
            "session.heartbeat",
            "29999ms",
            "login.check-timeout",
            "4999ms",
            "rate.byte-burst",
            "4KiB",
            "login.max-token-bytes",
            "3840"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void rejectsDevelopmentModeWhereOtherMachinesCanReachTheServer(String address) {
    assertThat(problems(Map.of("development", "true", "listen.address", address)))
        .singleElement()
        .asString()
        .startsWith("listen.address = " + address + " (command line): development mode")
        .endsWith("set listen.address = 127.0.0.1");
  }

  @Test
  void needsKeysAndNeverShowsThem() {
    Map<String, String> jwt = Map.of("login.authenticator", "jwt");
    assertThat(problems(jwt))
        .containsExactly(
            "login.jwt.keys =  (default): must be a JSON Web Key Set: {\"keys\": [...]}");
    assertThat(problems(with(jwt, "login.jwt.keys", SECRET.replace("MDEy", ""))))
        .containsExactly(
            "login.jwt.keys = (secret) (command line): the key 'a' has 232 bits, HS256 needs at"
                + " least 256");
    assertThat(problems(Map.of("login.jwt.keys", "hunter2".repeat(10_000))))
        .containsExactly(
            "login.jwt.keys = (secret) (command line): must be a text of 0 to 65536 characters");
    assertThat(problems(Map.of("login.jwt.keyz", "hunter2")))
        .containsExactly("unknown key login.jwt.keyz (command line); did you mean login.jwt.keys?");
  }

  @Test
  void hidesTheSecretWhereverTheConfigurationIsPrinted() {
    ServerConfig config =
        load(null, Map.of("WHARF_LOGIN_JWT_KEYS", SECRET), Map.of("login.authenticator", "jwt"));
    assertThat(config.of(ServerConfig.Jwt.class).keys()).isEqualTo(SECRET);
    assertShown(config, "login.jwt.keys = (secret)  [environment WHARF_LOGIN_JWT_KEYS]");
    assertThat(config.toString()).doesNotContain(SECRET).contains("(secret)");
    assertThat(config.effective()).noneMatch(setting -> setting.toString().contains(SECRET));
    assertShown(configured(Map.of()), "login.jwt.keys =   [default]");
  }

  @Test
  void reducesValuesThatAnotherValueLimits() {
    ServerConfig config =
        configured(Map.of("admission.max-sessions", "10", "session.receive-initial-bytes", "8192"));
    assertThat(config.server().admission().maxUnauthenticated()).isEqualTo(10);
    assertThat(config.server().admission().maxUnauthenticatedPerNetwork()).isEqualTo(10);
    assertThat(config.server().admission().maxPerAddress()).isEqualTo(10);
    assertThat(config.server().session().receiveInitialBytes()).isEqualTo(4096);
  }

  @Test
  void readsSizesWithAndWithoutUnits() {
    ServerConfig config =
        configured(Map.of("session.send-queue-bytes", "65536", "rate.byte-burst", "1MiB"));
    assertThat(config.server().session().sendQueue().maxBytes()).isEqualTo(64 << 10);
    assertThat(config.packets().rateLimit().byteBurst()).isEqualTo(1 << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "0.0.0.0, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false"
  })
  void refusesTheAdminPortWhereTheServerListens(String listen, String admin, boolean refused) {
    Map<String, String> values =
        Map.of(
            "listen.address", listen,
            "listen.port", "9000",
            "admin.enabled", "true",
            "admin.address", admin,
            "admin.port", "9000");
    if (refused) {
      assertThat(problems(values))
          .containsExactly(
              "admin.port = 9000 (command line): is also listen.port on the same address: choose"
                  + " another port");
    } else {
      assertThat(configured(values).warnings()).isEmpty();
    }
    assertThat(configured(with(values, "admin.enabled", "false"))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          session.heartbeat         | 16s    | is more than half of session.idle-timeout
          session.login-timeout     | 31s    | session.idle-timeout = 30s (default): is less than
          session.closing-timeout   | 11s    | shutdown.grace = 10s (default): is less than
          session.send-queue-bytes  | 257MiB | is more than port.buffer-memory
          session.receive-initial-bytes | 65535 | port.buffer-memory = 256MiB (default): is less than
          port.buffer-memory        | 1MiB   | is less than admission.max-sessions times
          rate.packet-burst         | 99     | is less than rate.packets-per-second
          rate.bytes-per-second     | 1MiB   | rate.byte-burst = 128KiB (default): is less than
          duel.rounds               | 99999  | is more than anybody plays
          admin.token               | 0123456789abcdef | has no effect with admin.enabled = false
          admin.port                | 7781   | has no effect with admin.enabled = false
          login.jwt.max-life        | 2h     | has no effect with login.authenticator = development
          """)
  void saysWhichValuesHardlyFitOthers(String key, String value, String doubt) {
    assertThat(configured(Map.of(key, value)).warnings())
        .singleElement()
        .asString()
        .contains(doubt)
        .doesNotContain("0123456789abcdef");
  }

  @Test
  void namesValuesWithoutEffectInDevelopmentMode() {
    assertThat(
            configured(
                    Map.of(
                        "development", "true",
                        "rate.packet-burst", "300",
                        "rate.byte-burst", "1MiB"))
                .warnings())
        .hasSize(2)
        .allMatch(line -> line.contains("has no effect with "));
  }

  @Test
  void hasNoWarningsAboutTheDefaults() {
    assertThat(configured(Map.of()).warnings()).isEmpty();
    assertThat(configured(Map.of("development", "true")).warnings()).isEmpty();
  }

  private static ServerConfig configured(Map<String, String> values) {
    return ServerConfig.with(SCHEMA, values);
  }

  private static ServerConfig load(
      @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine) {
    return ConfigLoader.load(SCHEMA, file, environment, commandLine);
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
    return problems(() -> load(file, environment, commandLine));
  }

  private static List<String> problems(
      Schema schema, @Nullable Path file, Map<String, String> commandLine) {
    return problems(() -> ConfigLoader.load(schema, file, Map.of(), commandLine));
  }

  private static List<String> problems(ThrowingCallable load) {
    ConfigProblems thrown = catchThrowableOfType(ConfigProblems.class, load);
    assertThat(thrown).as("everything was accepted").isNotNull();
    return thrown.problems();
  }

  private static Schema schemaOf(List<Class<? extends Record>> groups) {
    return ServerConfig.schema("wharf", List.of("development", "jwt"), groups);
  }

  private Path file(String name, String... lines) {
    try {
      return Files.write(directory.resolve(name), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
