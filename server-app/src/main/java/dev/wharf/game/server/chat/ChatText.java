package dev.wharf.game.server.chat;

import dev.wharf.protocol.PeerText;
import dev.wharf.server.text.Characters;
import dev.wharf.server.text.NameRules;
import org.jspecify.annotations.Nullable;

/// What players wrote, made fit for other players: without control characters, line breaks and
/// direction marks, and with something in it that shows.
///
/// Texts follow the FreeformClass of PRECIS ([RFC 8264](https://www.rfc-editor.org/rfc/rfc8264)),
/// but for what it forbids and people write: characters that this JDK does not know yet, private
/// ones, and the joiners and variation selectors of scripts and emoji.
final class ChatText {
  /// The rules for room names: 1 to 32 characters, at most 64 bytes of UTF-8.
  static final NameRules ROOM_NAMES = new NameRules("a room's name", 1, 32, 64, true);

  private ChatText() {}

  /// Describes what is wrong with a text, without quoting it; null when the text is valid.
  ///
  /// @param raw as the player wrote it
  /// @param most characters
  static @Nullable String problemOf(String raw, int most) {
    int length = Characters.count(raw);
    if (length > most) {
      return "a text has at most " + most + " characters, not " + length;
    }
    if (Characters.longestRunOfMarks(raw) > Characters.STREAM_SAFE_MARKS) {
      return "a text has at most " + Characters.STREAM_SAFE_MARKS + " marks in a row";
    }
    return raw.codePoints().anyMatch(Characters::shows)
        ? null
        : "the text has nothing in it that may be shown";
  }

  /// The text as others may see it.
  ///
  /// @param raw without a problem
  static String clean(String raw) {
    return PeerText.strip(raw).strip();
  }
}
