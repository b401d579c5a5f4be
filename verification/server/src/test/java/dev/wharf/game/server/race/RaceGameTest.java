package dev.wharf.game.server.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ServerNotice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Tests the game of docs/players-who-come-back.md.
class RaceGameTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path PACKAGE =
      Path.of("verification/server/src/test/java/dev/wharf/game/server/race");
  private static final Pattern CODE = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void everyPieceOfCodeOfThePageIsTested() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/players-who-come-back.md"));
    String sources = source("RaceGame") + source("Race");
    List<String> code = CODE.matcher(page).results().map(piece -> piece.group(1)).toList();
    assertThat(code).hasSize(2).allSatisfy(piece -> assertThat(sources).contains(piece));
    assertThat(page).contains("(`" + PACKAGE.toString().replace('\\', '/') + "`)");
  }

  @Test
  void aPlayerComesBackAndMissesNothing() {
    try (RunningServer server = RunningServer.start(new RaceGame())) {
      TestClient ann = server.player("ann");
      TestClient bob = server.connect();
      bob.loginResumable("bob");
      hears(ann, "bob starts");

      bob.reset();
      hears(ann, "bob lies still");
      TestClient eve = server.player("eve");
      hears(ann, "eve starts");

      TestClient back = server.connect();
      back.resume(bob);
      back.receive(ResumeReply.class);
      hears(
          back,
          "bob lies still",
          "eve starts",
          "boats: {ann=false, bob=true, eve=false}",
          "bob goes on");
      hears(ann, "bob goes on");
      eve.close();
      hears(back, "eve gives up");
    }
  }

  @Test
  void aPlayerWhoDoesNotComeBackLeaves() {
    try (RunningServer server = RunningServer.start(new RaceGame(), "resume.grace", "300ms")) {
      TestClient ann = server.player("ann");
      TestClient bob = server.connect();
      bob.loginResumable("bob");
      bob.reset();
      hears(ann, "bob starts", "bob lies still", "bob gives up");
    }
  }

  private static void hears(TestClient client, String... texts) {
    for (String text : texts) {
      assertThat(client.receive(ServerNotice.class).getText()).isEqualTo(text);
    }
  }

  private static String source(String type) throws IOException {
    return Files.readString(ROOT.resolve(PACKAGE).resolve(type + ".java"));
  }
}
