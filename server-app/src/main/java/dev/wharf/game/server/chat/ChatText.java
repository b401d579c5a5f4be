package dev.wharf.game.server.chat;

import dev.wharf.protocol.text.PeerText;
import dev.wharf.server.text.Characters;
import dev.wharf.server.text.NameRules;
import org.jspecify.annotations.Nullable;

/// Checks and cleans chat texts. A valid text has a visible character. A clean text has no control
/// characters, line breaks or direction marks.
///
/// Texts follow the FreeformClass of PRECIS ([RFC 8264](https://www.rfc-editor.org/rfc/rfc8264)),
/// but allow some characters that this class refuses and people use: characters that this JDK does
/// not know yet, private ones, and the joiners and variation selectors of scripts and emoji.
final class ChatText {
  /// The rules for room names: 1 to 32 characters, at most 64 bytes of UTF-8.
  static final NameRules ROOM_NAMES = new NameRules("a room's name", 1, 32, 64, true);

  private ChatText() {}

  /// Returns the reason why a text is invalid; null when the text is valid. The reason does not
  /// contain the text.
  ///
  /// @param raw the text as the player wrote it
  /// @param most the largest number of characters
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
        : "the text has no visible character";
  }

  /// Returns the text in the form that other players get: without hidden characters, and without
  /// spaces at its ends.
  ///
  /// @param raw a valid text
  static String clean(String raw) {
    return PeerText.strip(raw).strip();
  }
}
