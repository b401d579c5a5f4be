package dev.wharf.swarm.fleet;

import java.util.HexFormat;

/// Secrets that nobody has to type.
public final class FleetTokens {
  private FleetTokens() {}

  /// One that nobody can guess.
  public static String random() {
    return HexFormat.of().formatHex(JoinProof.nonce());
  }
}
