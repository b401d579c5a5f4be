package dev.wharf.server.login;

import dev.wharf.protocol.system.FailureCode;
import org.jspecify.annotations.Nullable;

/// The versions of clients that a game takes. Versions are unsigned numbers; a client that names
/// none has 0.
///
/// @param least the oldest
/// @param most the newest
public record ClientVersions(int least, int most) {
  /// Any version.
  public static final ClientVersions ANY = new ClientVersions(0, -1);

  /// Checks the order.
  public ClientVersions {
    if (Integer.compareUnsigned(least, most) > 0) {
      throw new IllegalArgumentException("the oldest version is newer than the newest");
    }
  }

  /// Why a client of this version is refused; null when it is not.
  @Nullable FailureCode refusalOf(int version) {
    if (Integer.compareUnsigned(version, least) < 0) {
      return FailureCode.CLIENT_TOO_OLD;
    }
    return Integer.compareUnsigned(version, most) > 0 ? FailureCode.CLIENT_TOO_NEW : null;
  }

  /// The versions for people: `3 to 5`.
  @Override
  public String toString() {
    return Integer.toUnsignedString(least) + " to " + Integer.toUnsignedString(most);
  }
}
