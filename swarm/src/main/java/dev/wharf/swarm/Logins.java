package dev.wharf.swarm;

import dev.wharf.protocol.text.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The names and tokens with which virtual users log in. Immutable, thread-safe.
public sealed interface Logins {
  /// The name and the token of one login.
  ///
  /// @param name the name; empty when the user may have any name
  record Login(String name, String token) {}

  /// Returns the login of a user.
  ///
  /// @param client the user's index in the run, from 0
  /// @param name a unique name, which the user gets when its login has no name
  /// @throws IllegalStateException when there is no login for this index
  Login of(int client, String name);

  /// Returns the largest number of users that can have a login.
  default int size() {
    return SwarmLimits.MAX_CLIENTS;
  }

  /// Logins with the same token for all users.
  ///
  /// @param token the token; may be empty
  record Shared(String token) implements Logins {
    @Override
    public Login of(int client, String name) {
      return new Login(name, token);
    }
  }

  /// Logins with a signed token each. The token of a login is for the name of this login.
  ///
  /// @param tokens signs the tokens
  record Signed(JwtTokens tokens) implements Logins {
    @Override
    public Login of(int client, String name) {
      return new Login(name, tokens.of(name));
    }
  }

  /// A list of logins, one for each user. A user that comes back uses the same login again.
  ///
  /// @param logins the login of each user, by the user's index in the run
  record Listed(List<Login> logins) implements Logins {
    private static final int MAX_CHARACTERS = 2_000;
    private static final long MAX_BYTES = 16 << 20;

    /// Copies the list.
    public Listed {
      logins = List.copyOf(logins);
    }

    /// Reads a file of up to [SwarmLimits#MAX_CLIENTS] logins, one in each line: a token, or a
    /// name, a space and a token. Skips empty lines, and lines that begin with `#`.
    ///
    /// @throws IllegalArgumentException when the file cannot be read, or a line is no login; the
    ///   message names the file and the line, but not the content, because that has tokens
    public static Listed read(Path file) {
      try (Stream<String> lines = Files.lines(file)) {
        if (Files.size(file) > MAX_BYTES) {
          throw new IllegalArgumentException(
              file + " has more than 16 MiB, the limit for a file of logins");
        }
        List<String> all = lines.limit(2L * SwarmLimits.MAX_CLIENTS).map(String::strip).toList();
        return new Listed(
            IntStream.range(0, all.size())
                .filter(i -> !all.get(i).isEmpty() && !all.get(i).startsWith("#"))
                .mapToObj(i -> login(file, i + 1, all.get(i)))
                .limit(SwarmLimits.MAX_CLIENTS)
                .toList());
      } catch (IOException e) {
        throw unreadable(file, e);
      } catch (UncheckedIOException e) {
        throw unreadable(file, Objects.requireNonNull(e.getCause()));
      }
    }

    private static IllegalArgumentException unreadable(Path file, IOException cause) {
      String reason =
          cause instanceof CharacterCodingException
              ? "it is not UTF-8 text"
              : TextFile.reasonOf(cause);
      return new IllegalArgumentException("cannot read " + file + ": " + reason, cause);
    }

    private static Login login(Path file, int line, String text) {
      String[] words = text.split("\\s+", -1);
      if (words.length > 2 || text.length() > MAX_CHARACTERS) {
        throw new IllegalArgumentException(
            file
                + ", line "
                + line
                + " is not a login: write TOKEN, or NAME TOKEN, in at most "
                + MAX_CHARACTERS
                + " characters");
      }
      return words.length == 1 ? new Login("", words[0]) : new Login(words[0], words[1]);
    }

    @Override
    public int size() {
      return logins.size();
    }

    @Override
    public Login of(int client, String name) {
      if (client >= logins.size()) {
        // The message does not have the index, because the report counts equal messages together.
        throw new IllegalStateException("no login is left: there are " + logins.size());
      }
      Login login = logins.get(client);
      return login.name().isEmpty() ? new Login(name, login.token()) : login;
    }
  }
}
