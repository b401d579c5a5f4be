package dev.wharf.swarm.hostile;

/// Logs in, and gives no sign of life.
final class Silent extends HostileKind {
  Silent() {
    super("silent", "logs in, then gives no sign of life", ServerDeadlines::toSpeak);
  }
}
