package dev.wharf.server.login;

import dev.wharf.protocol.system.FailureCode;
import org.jspecify.annotations.Nullable;

/// The range of client versions that a game accepts. Versions are unsigned numbers. A client that
/// sends no version has version 0.
///
/// @param least the oldest accepted version
/// @param most the newest accepted version
public record ClientVersions(int least, int most) {
  /// Accepts clients of any version.
  public static final ClientVersions ANY = new ClientVersions(0, -1);

  /// Checks that `least` is not larger than `most`.
  public ClientVersions {
    if (Integer.compareUnsigned(least, most) > 0) {
      throw new IllegalArgumentException("the oldest version is newer than the newest");
    }
  }

  /// Returns the failure code for a client of this version; null when the game accepts the version.
  @Nullable FailureCode refusalOf(int version) {
    if (Integer.compareUnsigned(version, least) < 0) {
      return FailureCode.CLIENT_TOO_OLD;
    }
    return Integer.compareUnsigned(version, most) > 0 ? FailureCode.CLIENT_TOO_NEW : null;
  }

  /// Returns the range as text: `3 to 5`.
  @Override
  public String toString() {
    return Integer.toUnsignedString(least) + " to " + Integer.toUnsignedString(most);
  }
}
