package dev.wharf.game.client.console;

import java.util.List;

/// The lines that `/help` prints: all commands of the chat.
final class Help {
  static final List<String> LINES =
      List.of(
          "  /join ROOM          join a room, and leave the one you are in",
          "  /leave              leave the room",
          "  /say TEXT           send TEXT to the room; TEXT without a command does the same",
          "  /whisper NAME TEXT  send TEXT to one player",
          "  /rooms              list the rooms",
          "  /echo TEXT          send TEXT to the server and back, and show the time",
          "  /help               show this list",
          "  /quit               end the client");

  private Help() {}
}
