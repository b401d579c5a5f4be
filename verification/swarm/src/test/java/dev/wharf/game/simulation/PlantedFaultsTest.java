package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.simulation.Case.Weather;
import dev.wharf.swarm.cut.CutRate;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plants a fault of resumes into a class of the libraries, and tests that the simulation finds the
/// fault. Each test compiles a changed copy of the class, and plays cases with it until one goes
/// wrong.
class PlantedFaultsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final String PROTOCOL = "protocol/src/main/java/dev/wharf/protocol/";
  private static final String SERVER_KIT = "server-kit/src/main/java/dev/wharf/server/";

  /// The number of seeds. The faults are found with one of the first ten.
  private static final int SEEDS = 40;

  @TempDir private Path classes;

  @Test
  void nothingIsWrongWithoutAFault() {
    assertThat(problemOf(1)).isEmpty();
  }

  /// A packet counts when its header has arrived. So it is acknowledged, although its body may be
  /// lost with the connection.
  @Test
  void acknowledgedBeforeHandled() throws Exception {
    assertThat(
            firstProblem(
                PROTOCOL + "PacketReceiver.java",
                "case NeedMore _ -> false;",
                "case NeedMore _ -> countEarly(received);",
                "if (resumption != null) {\n      resumption.handled(packetId);\n    }",
                """
                if (resumption != null && !isCounted) {
                  resumption.handled(packetId);
                }
                isCounted = false;
                """,
                "private @Nullable Refusal tryToHandle(Session engineSession, Frame frame, long"
                    + " now) {",
                """
                private boolean isCounted;

                private boolean countEarly(ByteBuffer received) {
                  Resumption resumption = session.resumption();
                  if (resumption != null && !isCounted && received.remaining() >= 4) {
                    isCounted = true;
                    int at = received.position() + 2;
                    resumption.handled(received.get(at) & 0xff | (received.get(at + 1) & 0xff) << 8);
                  }
                  return false;
                }

                private @Nullable Refusal tryToHandle(Session engineSession, Frame frame, long now) {
                """))
        .isNotEmpty();
  }

  /// A resume replays packets that the peer has handled.
  @Test
  void replayOfHandledPackets() throws Exception {
    assertThat(
            firstProblem(
                PROTOCOL + "outbox/Outbox.java",
                "forget(late, handled);\n    sent",
                "acknowledged = handled;\n    sent"))
        .isNotEmpty();
  }

  /// A second login of an account closes only the connection of the first one. So the client of the
  /// first login resumes its session, whose packets are replayed.
  @Test
  void replayAfterTakeOver() throws Exception {
    assertThat(
            firstProblem(
                SERVER_KIT + "player/PlayerHooks.java",
                "waits.holder().kick(TAKEN_OVER);",
                """
                waits.holder().close(CloseReason.IDLE, TAKEN_OVER);
                players.leave(waits.holder(), waits.holder().player());
                """))
        .contains("the account is in the room twice");
  }

  @Test
  void tokenGoodTwice() throws Exception {
    assertThat(
            firstProblem(
                SERVER_KIT + "login/ResumeTokens.java",
                "forget(player);\n    byte[] token",
                "byte[] token",
                "(hash.equals(present.newest()) || !player.isResumeConfirmed())",
                "present.newest() != null"))
        .isEqualTo("a token that was replaced by another one is still good");
  }

  /// Plays cases with a changed class.
  ///
  /// @param changes texts of the source, each with the text that replaces it
  /// @return the first problem; empty when no case goes wrong
  private String firstProblem(String source, String... changes) throws Exception {
    compile(ROOT.resolve(source), changes);
    try (URLClassLoader changed =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Method play =
          changed
              .loadClass(PlantedFaultsTest.class.getName())
              .getDeclaredMethod("problemOf", long.class);
      play.setAccessible(true);
      for (long seed = 1; seed <= SEEDS; seed++) {
        String problem = (String) play.invoke(null, seed);
        if (!problem.isEmpty()) {
          return problem;
        }
      }
      return "";
    }
  }

  private void compile(Path source, String... changes) throws IOException {
    String text = Files.readString(source);
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(text).containsOnlyOnce(changes[i]);
      text = text.replace(changes[i], changes[i + 1]);
    }
    Path changed = Files.writeString(classes.resolve(source.getFileName()), text);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-nowarn",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                changed.toString());
    assertThat(code).as("the exit code of the compiler").isZero();
  }

  /// Returns the class path of the tests, behind the changed classes.
  private URL[] classPath() {
    return Stream.concat(
            Stream.of(classes),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of))
        .map(PlantedFaultsTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Plays a case, and returns what is wrong; an empty text when nothing is.
  private static String problemOf(long seed) {
    Case it = new Case(seed, 6, Duration.ofSeconds(20), Weather.RAIN).withCut(new CutRate(10));
    return SimulatedGame.play(it).problem();
  }
}
