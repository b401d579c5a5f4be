package dev.wharf.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A main program for tests: a server whose rings stop working while it runs, as when the kernel
/// has no memory for them.
final class RefusedRingCalls {
  private static final int ENOMEM = 12;

  private RefusedRingCalls() {}

  public static void main(String[] args) throws Exception {
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 2)) {
      Probes probes = Probes.echo();
      ServerService server = engine.serve(probes);
      List<Probe> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Peers.assertEchoes(engine.socketTo(server), i);
        all.add(probes.next());
      }
      SystemCallFilter.RING_ENTER.install(ENOMEM);
      engine.port.workers().forEach(worker -> worker.execute(() -> {}));
      System.out.println(
          "FAILURE " + engine.port.failure().toCompletableFuture().get(20, TimeUnit.SECONDS));
      for (Probe probe : all) {
        System.out.println("ENDED " + probe.reason());
      }
      System.out.println("DRAINED " + server.drain(Duration.ofSeconds(20)));
    }
  }
}
