package dev.wharf.swarm.fleet;

import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketSettings;
import dev.wharf.protocol.PacketState;
import dev.wharf.protocol.PeerText;
import dev.wharf.protocol.RateLimit;
import dev.wharf.swarm.wire.FleetProto;
import java.time.Duration;

/// What coordinator and workers agree on.
final class FleetPackets {
  static final PacketCatalog CATALOG = PacketCatalog.of(FleetProto.getDescriptor());

  /// Raised when either side would misunderstand the other.
  static final int VERSION = 2;

  /// Both sides send something each second: who is silent for so long has stalled.
  static final Duration SILENCE = Duration.ofSeconds(15);

  /// A result goes in pieces of so many bytes.
  static final int PIECE_BYTES = 31 << 10;

  /// An hour's timeline takes about two of them.
  static final int MOST_RESULT_BYTES = 16 << 20;

  static final PacketSettings SETTINGS =
      PacketSettings.forServer()
          .withMaxFrameBytes(PIECE_BYTES + 1024, PIECE_BYTES + 1024)
          .withRateLimit(RateLimit.OFF);

  /// As many as a process has clients; each takes one at the least.
  static final int MOST_LOGIN_PACKETS = 100_000;

  private static final int MOST_TEXT = 200;

  private FleetPackets() {}

  /// Where a connection stands, on either side.
  enum Stage implements PacketState {
    /// Neither side has proved anything.
    JOINING,
    /// Both have.
    JOINED
  }

  /// One thread does. It parses results, which may take a moment.
  static PortOptions portOptions() {
    return PortOptions.defaults()
        .withWorkers(1)
        .withName("fleet")
        .withStallThreshold(Duration.ofSeconds(2));
  }

  static SessionOptions sessionOptions(Duration silence) {
    return SessionOptions.defaults()
        .withReceiveBytes(1024, PIECE_BYTES + 1024)
        .withIdleTimeout(silence)
        .withSendQueue(SendQueueLimits.of(4096, 2 * MOST_RESULT_BYTES));
  }

  /// What the other side wrote, fit to be shown.
  static String shown(String text) {
    return PeerText.escape(text.strip(), MOST_TEXT);
  }
}
