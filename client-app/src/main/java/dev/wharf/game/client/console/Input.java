package dev.wharf.game.client.console;

/// A line of input: a command, or a text.
sealed interface Input {
  /// An empty line.
  record Nothing() implements Input {}

  /// `/join ROOM`
  record Join(String room) implements Input {}

  /// `/leave`
  record Leave() implements Input {}

  /// `/say TEXT`, or only the text.
  record Say(String text) implements Input {}

  /// `/whisper NAME TEXT`
  record Whisper(String name, String text) implements Input {}

  /// `/rooms`
  record Rooms() implements Input {}

  /// `/echo TEXT`
  record Echo(String text) implements Input {}

  /// `/help`
  record Help() implements Input {}

  /// `/quit`
  record Quit() implements Input {}

  /// An invalid command.
  ///
  /// @param problem one line for the user
  record Invalid(String problem) implements Input {}

  /// Parses a line.
  static Input parse(String line) {
    String text = line.strip();
    if (text.isEmpty()) {
      return new Nothing();
    }
    if (!text.startsWith("/")) {
      return new Say(text);
    }
    String[] parts = text.split("\\s+", 2);
    return command(parts[0], parts.length == 2 ? parts[1] : "");
  }

  private static Input command(String name, String rest) {
    return switch (name) {
      case "/join" -> rest.isEmpty() ? missing("/join ROOM") : new Join(rest);
      case "/leave" -> new Leave();
      case "/say" -> rest.isEmpty() ? missing("/say TEXT") : new Say(rest);
      case "/whisper", "/w" -> whisper(rest);
      case "/rooms" -> new Rooms();
      case "/echo" -> rest.isEmpty() ? missing("/echo TEXT") : new Echo(rest);
      case "/help" -> new Help();
      case "/quit" -> new Quit();
      default -> new Invalid("there is no such command; /help lists them");
    };
  }

  private static Input whisper(String rest) {
    String[] parts = rest.split("\\s+", 2);
    return parts.length < 2 ? missing("/whisper NAME TEXT") : new Whisper(parts[0], parts[1]);
  }

  private static Invalid missing(String form) {
    return new Invalid("write " + form);
  }
}
