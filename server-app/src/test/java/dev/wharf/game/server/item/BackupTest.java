package dev.wharf.game.server.item;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.game.proto.AcceptTradeReply;
import dev.wharf.game.proto.AcceptTradeRequest;
import dev.wharf.game.proto.Goods;
import dev.wharf.game.proto.InventoryReply;
import dev.wharf.game.proto.InventoryRequest;
import dev.wharf.game.proto.OfferTradeReply;
import dev.wharf.game.proto.OfferTradeRequest;
import dev.wharf.game.server.RunningServer;
import dev.wharf.game.server.SampleGame;
import dev.wharf.game.server.TestClient;
import dev.wharf.storage.BackupCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests that a copy of the database that is made while players trade is exact, and can be used.
@Timeout(120)
class BackupTest {
  private static final int PAIRS = 3;
  private static final long COINS = 1000;
  private static final int ITEMS = 3;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private Path database() {
    return folder.resolve("game.db");
  }

  private String url() {
    return "sqlite:" + database();
  }

  private RunningServer start() {
    return RunningServer.start(
        "account.enabled", "true", "storage.url", url(), "storage.deadline", "30s");
  }

  private int backup(String... arguments) {
    out.getBuffer().setLength(0);
    errors.getBuffer().setLength(0);
    return BackupCommand.run(
        new SampleGame(), arguments, Map.of(), new PrintWriter(out), new PrintWriter(errors));
  }

  private void assertRefused(String url, Path target, String why) throws IOException {
    List<Path> before = filesIn(folder);
    assertThat(backup("--set", "storage.url=" + url, target.toString())).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(errors.toString().lines())
        .singleElement()
        .asString()
        .startsWith("wharf-backup: ")
        .contains(why);
    assertThat(filesIn(folder)).isEqualTo(before);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static InventoryReply inventory(TestClient client) {
    client.send(InventoryRequest.newBuilder().setRequestId(3));
    return client.await(InventoryReply.class);
  }

  /// Gives an item and a coin to the other one.
  private static void trade(TestClient from, TestClient to, String name) {
    InventoryReply owned = inventory(from);
    Goods.Builder give = Goods.newBuilder().setCoins(1);
    if (owned.getItemsCount() > 0) {
      give.addItemIds(owned.getItems(0).getItemId());
    }
    from.send(OfferTradeRequest.newBuilder().setRequestId(5).setTo(name).setGive(give));
    String offer = from.await(OfferTradeReply.class).getOffer();
    to.send(AcceptTradeRequest.newBuilder().setRequestId(6).setOffer(offer));
    to.await(AcceptTradeReply.class);
  }

  @Test
  void aCopyThatIsMadeDuringTradesHasExactSumsAndCanBeUsed() throws Exception {
    Path copy = folder.resolve("copy.db");
    try (RunningServer server = start()) {
      AtomicBoolean isOver = new AtomicBoolean();
      List<Thread> traders = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        TestClient ann = server.player("ann" + i);
        TestClient bob = server.player("bob" + i);
        String name = "bob" + i;
        traders.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (!isOver.get()) {
                        trade(ann, bob, name);
                        trade(bob, ann, name.replace("bob", "ann"));
                      }
                    }));
      }
      RunningServer.eventually(
          () -> assertThat(server.count(ItemEvent.TRADES_MADE)).isGreaterThan(50));
      assertThat(backup("--set", "storage.url=" + url(), copy.toString()))
          .as(errors.toString())
          .isZero();
      long made = server.count(ItemEvent.TRADES_MADE);
      RunningServer.eventually(
          () -> assertThat(server.count(ItemEvent.TRADES_MADE)).isGreaterThan(made + 50));
      isOver.set(true);
      for (Thread trader : traders) {
        trader.join();
      }
    }
    assertThat(out.toString())
        .isEqualTo("copied %s into %s: %d bytes%n".formatted(database(), copy, Files.size(copy)));
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(database() + suffix));
    }
    Files.copy(copy, database());
    try (RunningServer server = start()) {
      long coins = 0;
      TreeSet<Long> items = new TreeSet<>();
      for (int i = 0; i < PAIRS; i++) {
        for (String name : List.of("ann" + i, "bob" + i)) {
          InventoryReply owned = inventory(server.player(name));
          coins += owned.getCoins();
          owned.getItemsList().forEach(item -> assertThat(items.add(item.getItemId())).isTrue());
        }
      }
      assertThat(coins).isEqualTo(2 * PAIRS * COINS);
      assertThat(items).hasSize(2 * PAIRS * ITEMS);
    }
  }

  @Test
  void onlyItsOwnerMayReadACopy() throws Exception {
    start().close();
    Path copy = folder.resolve("copy.db");
    assertThat(backup("--set", "storage.url=" + url(), copy.toString())).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesWhatCannotBeCopiedInOneLineAndChangesNothing() throws Exception {
    start().close();
    Path copy = folder.resolve("copy.db");
    Path existing = Files.writeString(folder.resolve("existing"), "precious");
    assertRefused(url(), existing, existing + " exists already");
    assertThat(existing).hasContent("precious");
    assertRefused(url(), database(), " exists already");
    assertRefused(url(), folder.resolve("no/copy.db"), "there is no folder " + folder + "/no");
    assertRefused(url() + "x", copy, "there is no database " + database() + "x");
    assertRefused("sqlite:" + folder, copy, "there is no database " + folder);
    assertRefused("sqlite:" + existing, copy, "file is not a database");
    assertRefused("memory", copy, "storage.url = memory (command line): a database in memory");
    assertRefused("oracle:x", copy, "storage.url");
    assertRefused("postgresql://127.0.0.1/game", copy, "storage.user");
    assertThat(backup()).isEqualTo(2);
    assertThat(backup("--colour", copy.toString())).isEqualTo(2);
    assertThat(errors.toString()).startsWith("wharf-backup: Unknown option: '--colour'");
  }

  @Test
  void namesTheProgramThatCopiesPostgres() throws Exception {
    assertThat(
            backup(
                "--set",
                "storage.url=postgresql://127.0.0.1/game",
                "--set",
                "storage.user=game",
                folder.resolve("copy.db").toString()))
        .isEqualTo(1);
    assertThat(errors.toString())
        .contains("storage.url = postgresql://127.0.0.1/game (command line): pg_dump copies");
  }
}
