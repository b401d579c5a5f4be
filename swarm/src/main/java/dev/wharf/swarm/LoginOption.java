package dev.wharf.swarm;

import dev.wharf.swarm.cli.Secret;
import dev.wharf.swarm.cli.TokenOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say what clients log in with.
final class LoginOption {
  /// Never on the command line, where others see it.
  private static final Secret SECRET = new Secret("--token-secret", "WHARF_TOKEN_SECRET");

  @Mixin private TokenOption token = new TokenOption();

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "A file with a login for each client, one a line: TOKEN, or NAME TOKEN. Instead of one"
              + " token for all.")
  private @Nullable Path file;

  @Option(
      names = "--token-secret-file",
      paramLabel = "FILE",
      description =
          "A file with the secret of the server's HMAC tokens: each client has a token made for its"
              + " name. Or in the environment, as WHARF_TOKEN_SECRET or WHARF_TOKEN_SECRET_FILE.")
  private @Nullable String secretFile;

  /// Made by picocli.
  LoginOption() {}

  /// The logins.
  ///
  /// @throws IllegalArgumentException when two kinds are given, or a file cannot be read
  Logins logins() {
    String shared = token.token();
    String secret = SECRET.find(null, secretFile);
    long kinds =
        Stream.of(!shared.isEmpty(), !secret.isEmpty(), file != null).filter(is -> is).count();
    if (kinds > 1) {
      throw new IllegalArgumentException(
          "give one of a token for all (--token, WHARF_TOKEN), a file of tokens (--tokens) and a"
              + " secret (--token-secret-file, WHARF_TOKEN_SECRET)");
    }
    if (file != null) {
      return LoginsFile.read(file);
    }
    return secret.isEmpty() ? new Logins.Shared(shared) : new Logins.Minted(new HmacTokens(secret));
  }
}
