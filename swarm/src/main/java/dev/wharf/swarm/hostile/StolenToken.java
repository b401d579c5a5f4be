package dev.wharf.swarm.hostile;

/// A token that the server has accepted from somebody, as an eavesdropper would have it.
///
/// @param name whom it is for
/// @param token as it was sent
public record StolenToken(String name, String token) {
  /// There is none.
  public static final StolenToken NONE = new StolenToken("", "");

  /// Reads `NAME=TOKEN`.
  ///
  /// @throws IllegalArgumentException when it is not that
  public static StolenToken parse(String text) {
    int end = text.indexOf('=');
    if (end < 1 || end == text.length() - 1) {
      throw new IllegalArgumentException("hostile-token must be NAME=TOKEN");
    }
    return new StolenToken(text.substring(0, end), text.substring(end + 1));
  }

  /// Whether there is one.
  public boolean exists() {
    return !token.isEmpty();
  }

  /// The token is no secret of the report's.
  @Override
  public String toString() {
    return exists() ? "a token of " + name : "none";
  }
}
