package dev.wharf.game.client.console;

import java.util.List;

/// What can be typed.
final class Help {
  static final List<String> LINES =
      List.of(
          "  /join ROOM          join a room, and leave the one you are in",
          "  /leave              leave the room",
          "  /say TEXT           say something to the room; so does TEXT alone",
          "  /whisper NAME TEXT  say something to one player",
          "  /rooms              list the rooms",
          "  /echo TEXT          have the server send TEXT back, and show the round trip",
          "  /help               this list",
          "  /quit               leave");

  private Help() {}
}
