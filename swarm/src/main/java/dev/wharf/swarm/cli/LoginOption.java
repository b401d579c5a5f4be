package dev.wharf.swarm.cli;

import dev.wharf.swarm.JwtTokens;
import dev.wharf.swarm.Logins;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options for the logins of the users: one token, a file of logins, or keys that sign tokens.
final class LoginOption {
  /// The source of the keys that sign tokens. There is no option `--token-keys` for the keys
  /// themselves, because other users of the machine can see command lines.
  private static final Secret KEYS = new Secret("--token-keys", "WHARF_TOKEN_KEYS");

  @Mixin TokenOption token = new TokenOption();

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "A file with a login for each user, one a line: TOKEN, or NAME TOKEN. It replaces the one"
              + " token for all.")
  private @Nullable Path file;

  @Option(
      names = "--token-keys-file",
      paramLabel = "FILE",
      description =
          "A file with the server's login.jwt.keys. The swarm signs a token for each login. Or set"
              + " WHARF_TOKEN_KEYS or WHARF_TOKEN_KEYS_FILE in the environment.")
  private @Nullable String keysFile;

  @Option(
      names = "--token-issuer",
      paramLabel = "TEXT",
      defaultValue = "login",
      description = "The server's login.jwt.issuer; ${DEFAULT-VALUE} by default.")
  private String issuer = "";

  @Option(
      names = "--token-audience",
      paramLabel = "TEXT",
      defaultValue = "game",
      description = "The server's login.jwt.audience; ${DEFAULT-VALUE} by default.")
  private String audience = "";

  /// Creates the options with their defaults. picocli sets the values from the command line.
  LoginOption() {}

  /// Returns the logins that the options select.
  ///
  /// @throws IllegalArgumentException when two kinds of logins are given, or a file cannot be read
  Logins logins() {
    String shared = token.token();
    String keys = KEYS.find(null, keysFile);
    long kinds =
        Stream.of(!shared.isEmpty(), !keys.isEmpty(), file != null).filter(is -> is).count();
    if (kinds > 1) {
      throw new IllegalArgumentException(
          "use only one of these: one token for all (--token, WHARF_TOKEN), a file of tokens"
              + " (--tokens), keys (--token-keys-file, WHARF_TOKEN_KEYS)");
    }
    if (file != null) {
      return Logins.Listed.read(file);
    }
    return keys.isEmpty()
        ? new Logins.Shared(shared)
        : new Logins.Signed(new JwtTokens(keys, issuer, audience));
  }
}
