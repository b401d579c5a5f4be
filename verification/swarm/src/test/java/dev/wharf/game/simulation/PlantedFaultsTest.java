package dev.wharf.game.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.simulation.Case.Weather;
import dev.wharf.swarm.cut.CutRate;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plants faults of resumes, and tests that the simulation finds them ([PlantedFault]).
class PlantedFaultsTest {
  private static final String PROTOCOL = "protocol/src/main/java/dev/wharf/protocol/";
  private static final String SERVER_KIT = "server-kit/src/main/java/dev/wharf/server/";

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

  private String firstProblem(String source, String... changes) throws Exception {
    return new PlantedFault(classes, PlantedFaultsTest.class).firstProblem(source, changes);
  }

  /// Plays a case, and returns what is wrong; an empty text when nothing is.
  private static String problemOf(long seed) {
    Case it = new Case(seed, 6, Duration.ofSeconds(20), Weather.RAIN).withCut(new CutRate(10));
    return SimulatedGame.play(it).problem();
  }
}
