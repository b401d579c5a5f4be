package dev.wharf.game.server.chat;

import dev.wharf.server.config.Checked;
import dev.wharf.server.config.Checks;
import dev.wharf.server.config.Default;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.Range;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The limits of chat.
@Settings("chat")
public record ChatSettings(
    @Key("the most rooms") @Default("1000") @Range("1..1000000") int maxRooms,
    @Key("the most members of one room") @Default("100") @Range("1..100000") int maxMembers,
    @Key("the most rooms that one player can be in") @Default("8") @Range("1..1000")
        int maxRoomsPerPlayer,
    @Key("the most open rooms that one player has created") @Default("2") @Range("1..1000")
        int maxRoomsMadePerPlayer,
    @Key("the most pending jobs of one room") @Default("4096") @Range("2..1000000") int roomQueue,
    @Key("the most characters of one text") @Default("256") @Range("1..4000") int maxText,
    @Key("the most texts of one player in chat.texts-window; 0 for no limit")
        @Default(value = "5", inDevelopment = "0")
        @Range("0..100000")
        int texts,
    @Key("the sliding window of time for chat.texts") @Default("10s") Duration textsWindow,
    @Key("how often a room sends its members who joined and left")
        @Default("250ms")
        @Range("20ms..10s")
        Duration tick)
    implements Checked {
  /// The largest size of a chat packet without its text: the header, the tags, the lengths, the
  /// numbers and two names.
  private static final int BYTES_WITHOUT_TEXT = 256;

  private static final int MOST_BYTES_OF_CHARACTER = 4;

  @Override
  public void check(Checks checks) {
    checks.warnIf(
        roomQueue < maxMembers,
        "chat.room-queue",
        "is less than chat.max-members: a room refuses some requests when all members act at once");
    checks.warnUnusedIf(texts == 0, "chat.texts = 0", "chat.texts-window");
    checkTextFits(checks, checks.of(ServerConfig.Session.class));
    checkTextsFit(checks, checks.of(ServerConfig.Rate.class));
  }

  /// Adds an error when the longest text would not fit the largest received frame or the largest
  /// sent frame.
  private void checkTextFits(Checks checks, ServerConfig.Session session) {
    int frame = Math.min(session.maxFrameBytes(), session.maxSentFrameBytes());
    int most = (frame - BYTES_WITHOUT_TEXT) / MOST_BYTES_OF_CHARACTER;
    String key =
        session.maxSentFrameBytes() < session.maxFrameBytes()
            ? "session.max-sent-frame-bytes"
            : "session.max-frame-bytes";
    checks.errorIf(
        maxText > most,
        "chat.max-text",
        "must be at most %d, for four bytes a character to fit %s (%d)"
            .formatted(most, key, frame));
  }

  private void checkTextsFit(Checks checks, ServerConfig.Rate rate) {
    long packets = rate.packetsPerSecond() * textsWindow.toMillis() / 1000 + rate.packetBurst();
    checks.warnIf(
        rate.packetsPerSecond() > 0 && texts > packets,
        "chat.texts",
        "is more than the packets that rate.packets-per-second allows in chat.texts-window: this"
            + " limit is never reached");
  }
}
