package dev.wharf.swarm;

import dev.wharf.swarm.cli.HostAddresses;
import dev.wharf.swarm.cli.Secret;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where coordinator and workers meet, and the secret that they share.
final class JoinAddress {
  /// Where the token is looked for when no option names it: other users see a process's arguments.
  private static final String TOKEN_VARIABLE = "WHARF_JOIN_TOKEN";

  private static final Secret TOKEN = new Secret("--join-token", TOKEN_VARIABLE);

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)\\]|([^:]+)):(\\d{1,5})");
  private static final int SHORTEST_TOKEN = 16;

  private JoinAddress() {}

  /// Reads `HOST:PORT`.
  ///
  /// @throws IllegalArgumentException when it is something else
  static InetSocketAddress parse(String text) {
    return parseAll(text).getFirst();
  }

  /// The same, with all addresses of the host.
  static List<InetSocketAddress> parseAll(String text) {
    Matcher matcher = FORM.matcher(text);
    int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : -1;
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("'" + text + "' is not of the form HOST:PORT");
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return HostAddresses.of(host, port);
  }

  /// The token that was given, or that of the environment; empty when there is none.
  ///
  /// @throws dev.wharf.swarm.cli.UsageException when it cannot be had
  static String token(@Nullable String given) {
    return TOKEN.find(given, null);
  }

  /// Checks that whoever can reach an address to listen on needs a token that cannot be guessed.
  ///
  /// @throws IllegalArgumentException when not
  static void checkToken(InetSocketAddress bind, String token) {
    if (token.length() < SHORTEST_TOKEN && !bind.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "a coordinator that other machines can reach needs --join-token (or "
              + TOKEN_VARIABLE
              + ") of "
              + SHORTEST_TOKEN
              + " characters or more, the same for all workers");
    }
  }
}
