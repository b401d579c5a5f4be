package dev.wharf.server.chat;

import dev.wharf.protocol.PeerText;
import dev.wharf.server.player.Names;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/// What players wrote, made fit for other players: without control characters, line breaks and
/// direction marks, and with something in it that shows.
final class ChatText {
  private static final int LONGEST_ROOM_NAME = 32;
  private static final int MOST_ROOM_NAME_BYTES = 64;

  private ChatText() {}

  /// The text as others may see it; empty when nothing of it shows.
  static String clean(String raw) {
    String text = PeerText.strip(raw).strip();
    return text.codePoints().anyMatch(ChatText::shows) ? text : "";
  }

  /// A room's name as it is kept: clean, and composed (NFC).
  static String cleanRoomName(String raw) {
    return Normalizer.normalize(clean(raw), Normalizer.Form.NFC);
  }

  /// What is wrong with a clean name, in our own words; null when nothing is.
  static @Nullable String problemOfRoomName(String name) {
    int length = length(name);
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > LONGEST_ROOM_NAME) {
      return "a room's name has 1 to " + LONGEST_ROOM_NAME + " characters, not " + length;
    }
    return bytes <= MOST_ROOM_NAME_BYTES
        ? null
        : "a room's name has at most " + MOST_ROOM_NAME_BYTES + " bytes of UTF-8, not " + bytes;
  }

  /// The number of characters.
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean shows(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR,
          Character.FORMAT,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.UNASSIGNED ->
          false;
      default -> !Names.isInvisibleLetter(c);
    };
  }
}
