package dev.wharf.swarm;

import dev.wharf.swarm.Logins.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A file of logins, one a line: a token, or a name, a blank and a token. Empty lines, and lines
/// that begin with `#`, are passed over.
final class LoginsFile {
  private static final int MOST_CHARACTERS = 2_000;
  private static final long MOST_BYTES = 16 << 20;

  private LoginsFile() {}

  /// Reads a file of up to [SwarmOptions#MOST_CLIENTS] logins.
  ///
  /// @throws IllegalArgumentException when it cannot be read, or a line is none; the message names
  ///   the file and the line, and never what is in it
  static Logins.Listed read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(file + " is larger than 16 MiB");
      }
      List<String> all = lines.limit(2L * SwarmOptions.MOST_CLIENTS).map(String::strip).toList();
      List<Login> logins =
          Stream.iterate(0, i -> i + 1)
              .limit(all.size())
              .filter(i -> !all.get(i).isEmpty() && !all.get(i).startsWith("#"))
              .map(i -> login(file, i + 1, all.get(i)))
              .limit(SwarmOptions.MOST_CLIENTS)
              .toList();
      return new Logins.Listed(logins);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + file, e);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("cannot read " + file + " as text in UTF-8", e);
    }
  }

  private static Login login(Path file, int line, String text) {
    String[] words = text.split("\\s+", -1);
    if (words.length > 2 || text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          file + ", line " + line + " is no login: it must be TOKEN, or NAME TOKEN");
    }
    return words.length == 1 ? new Login("", words[0]) : new Login(words[0], words[1]);
  }
}
