package dev.wharf.engine.service;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs the connections that the admission gate refuses or displaces, with the setting that is the
/// cause. For each setting, it logs one connection in ten seconds, and at the end of the ten
/// seconds the number of further connections. Thread-safe.
final class AdmissionLog {
  private static final Logger log = LoggerFactory.getLogger(AdmissionLog.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final AdmissionLimits limits;
  private final LogThrottle<AdmissionGate.Refusal> refusals;
  private final LogThrottle<CloseReason> displacements;

  AdmissionLog(AdmissionLimits limits, EngineRuntime runtime) {
    this.limits = limits;
    this.refusals = new LogThrottle<>(runtime, 1, PERIOD, this::tellMore);
    this.displacements =
        new LogThrottle<>(runtime, 1, PERIOD, (_, more) -> tellMoreDisplaced(more));
  }

  void refused(InetSocketAddress peer, AdmissionGate.Refusal refusal) {
    if (refusals.pass(refusal)) {
      log.warn("refused {}: the limit is {}", peer, refusal.setting(limits));
    }
  }

  void displaced(Session session) {
    if (displacements.pass(CloseReason.DISPLACED)) {
      log.warn(
          "{} is ended: it said nothing, and its place was needed ({}, {})",
          session,
          AdmissionGate.Refusal.TOO_MANY_UNAUTHENTICATED.setting(limits),
          AdmissionGate.Refusal.TOO_MANY_FROM_NETWORK.setting(limits));
    }
  }

  /// Logs now how many more connections were refused or displaced, without waiting for the end of
  /// the ten seconds.
  void flush() {
    refusals.flush();
    displacements.flush();
  }

  private void tellMore(AdmissionGate.Refusal refusal, long more) {
    log.warn("refused {} more: the limit is {}", more, refusal.setting(limits));
  }

  private static void tellMoreDisplaced(long more) {
    log.warn("ended {} more that said nothing, as their places were needed", more);
  }
}
