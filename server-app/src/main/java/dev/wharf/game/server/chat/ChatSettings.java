package dev.wharf.game.server.chat;

import dev.wharf.server.config.Checked;
import dev.wharf.server.config.Checks;
import dev.wharf.server.config.Key;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.config.Settings;
import java.time.Duration;

/// The bounds of chat.
@Settings("chat")
public record ChatSettings(
    @Key(byDefault = "1000", min = "1", max = "1000000", meaning = "rooms in all") int maxRooms,
    @Key(byDefault = "100", min = "1", max = "100000", meaning = "members of one room")
        int maxMembers,
    @Key(byDefault = "8", min = "1", max = "1000", meaning = "rooms that one player is in")
        int maxRoomsPerPlayer,
    @Key(
            byDefault = "2",
            min = "1",
            max = "1000",
            meaning = "rooms that one player has made and that are still there")
        int maxRoomsMadePerPlayer,
    @Key(
            byDefault = "4096",
            min = "2",
            max = "1000000",
            meaning = "jobs that may wait for one room")
        int roomQueue,
    @Key(byDefault = "256", min = "1", max = "4000", meaning = "characters of one text")
        int maxText,
    @Key(
            byDefault = "5",
            min = "0",
            max = "100000",
            inDevelopment = "0",
            meaning = "texts of one player in a window; 0 for no limit")
        int texts,
    @Key(
            byDefault = "10s",
            min = "100ms",
            max = "1h",
            meaning = "the window that texts are counted in")
        Duration textsWindow,
    @Key(
            byDefault = "250ms",
            min = "20ms",
            max = "10s",
            meaning = "how often a room tells its members who came and went")
        Duration tick)
    implements Checked {
  /// What a chat packet is, at most, beside its text: header, tags, lengths, numbers, two names.
  private static final int BYTES_WITHOUT_TEXT = 256;

  private static final int MOST_BYTES_OF_CHARACTER = 4;

  @Override
  public void check(Checks checks) {
    checks.with(ServerConfig.Session.class, session -> checkTextFits(checks, session));
    checks.with(ServerConfig.Rate.class, rate -> checkTextsFit(checks, rate));
    checks.doubtIf(
        roomQueue < maxMembers,
        "chat.room-queue",
        "is less than chat.max-members: a room whose members all act at once refuses some");
    checks.withoutEffectIf(texts == 0, "chat.texts = 0", "chat.texts-window");
  }

  /// A text comes in one frame and goes out in another.
  private void checkTextFits(Checks checks, ServerConfig.Session session) {
    int frame = Math.min(session.maxFrameBytes(), session.maxSentFrameBytes());
    int most = (frame - BYTES_WITHOUT_TEXT) / MOST_BYTES_OF_CHARACTER;
    String key =
        session.maxSentFrameBytes() < session.maxFrameBytes()
            ? "session.max-sent-frame-bytes"
            : "session.max-frame-bytes";
    checks.problemIf(
        maxText > most,
        "chat.max-text",
        "must be at most %d, for four bytes a character to fit %s (%d)"
            .formatted(most, key, frame));
  }

  private void checkTextsFit(Checks checks, ServerConfig.Rate rate) {
    long packets = rate.packetsPerSecond() * textsWindow.toMillis() / 1000 + rate.packetBurst();
    checks.doubtIf(
        rate.packetsPerSecond() > 0 && texts > packets,
        "chat.texts",
        "is more than the packets that rate.packets-per-second allows in chat.texts-window: never"
            + " reached");
  }
}
