package dev.wharf.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Gives each client the name and the token that it logs in with. Immutable, thread-safe.
public sealed interface Logins {
  /// The name and the token that a client logs in with.
  ///
  /// @param name empty where the client may have any
  record Login(String name, String token) {}

  /// The login of a client.
  ///
  /// @param client its number in the run, from 0
  /// @param name one that no other client has, for a login that has none of its own
  /// @throws IllegalStateException when there is none left
  Login of(int client, String name);

  /// How many clients have a login.
  default int size() {
    return SwarmLimits.MAX_CLIENTS;
  }

  /// All clients have the same token.
  ///
  /// @param token may be empty
  record Shared(String token) implements Logins {
    @Override
    public Login of(int client, String name) {
      return new Login(name, token);
    }
  }

  /// Each connection has a token that is made for its name.
  ///
  /// @param tokens signs them
  record Signed(JwtTokens tokens) implements Logins {
    @Override
    public Login of(int client, String name) {
      return new Login(name, tokens.of(name));
    }
  }

  /// Each client has the login that was written down for it, and keeps it when it comes back.
  ///
  /// @param logins by the clients' numbers
  record Listed(List<Login> logins) implements Logins {
    private static final int MAX_CHARACTERS = 2_000;
    private static final long MAX_BYTES = 16 << 20;

    /// Copies the list.
    public Listed {
      logins = List.copyOf(logins);
    }

    /// Reads a file of up to [SwarmLimits#MAX_CLIENTS] logins, one a line: a token, or a name, a
    /// blank and a token. Skips empty lines, and lines that begin with `#`.
    ///
    /// @throws IllegalArgumentException when it cannot be read, or a line is no login; the message
    ///   names the file and the line, and never its content
    public static Listed read(Path file) {
      try (Stream<String> lines = Files.lines(file)) {
        if (Files.size(file) > MAX_BYTES) {
          throw new IllegalArgumentException(file + " is larger than 16 MiB");
        }
        List<String> all = lines.limit(2L * SwarmLimits.MAX_CLIENTS).map(String::strip).toList();
        return new Listed(
            IntStream.range(0, all.size())
                .filter(i -> !all.get(i).isEmpty() && !all.get(i).startsWith("#"))
                .mapToObj(i -> login(file, i + 1, all.get(i)))
                .limit(SwarmLimits.MAX_CLIENTS)
                .toList());
      } catch (NoSuchFileException e) {
        throw new IllegalArgumentException("there is no file " + file, e);
      } catch (IOException | UncheckedIOException e) {
        throw new IllegalArgumentException("cannot read " + file + " as text in UTF-8", e);
      }
    }

    private static Login login(Path file, int line, String text) {
      String[] words = text.split("\\s+", -1);
      if (words.length > 2 || text.length() > MAX_CHARACTERS) {
        throw new IllegalArgumentException(
            file + ", line " + line + " is no login: it must be TOKEN, or NAME TOKEN");
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
        throw new IllegalStateException("there is no login for it: there are " + logins.size());
      }
      Login login = logins.get(client);
      return login.name().isEmpty() ? new Login(name, login.token()) : login;
    }
  }
}
