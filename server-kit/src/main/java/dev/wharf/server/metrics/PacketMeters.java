package dev.wharf.server.metrics;

import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketKind;
import dev.wharf.protocol.PacketListener;
import dev.wharf.protocol.Side;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// What is counted and timed of each kind of packet. Every packet is timed: two looks at the clock
/// and some additions, nothing is allocated. Thread-safe.
public final class PacketMeters implements PacketListener {
  /// The label of packets that the catalogue does not have.
  static final String UNKNOWN = "unknown";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PacketCatalog catalog;
  private final Map<PacketKind, Received> received = new HashMap<>();
  private final Map<PacketKind, Traffic> sent = new HashMap<>();
  private final Received unknownReceived;
  private final Traffic unknownSent;

  /// Packets that went one way, and their bytes.
  private record Traffic(LongAdder packets, LongAdder bytes) {
    static Traffic none() {
      return new Traffic(new LongAdder(), new LongAdder());
    }

    void add(int frameBytes) {
      packets.increment();
      bytes.add(frameBytes);
    }
  }

  private record Received(String packet, Traffic traffic, Timer handling) {
    PacketTime time() {
      return new PacketTime(packet, handling.count(), handling.totalTime(TimeUnit.SECONDS));
    }
  }

  /// Nothing has been counted yet.
  public PacketMeters(PacketCatalog catalog) {
    this.catalog = catalog;
    for (PacketKind kind : catalog.kinds()) {
      if (kind.direction().reaches(Side.SERVER)) {
        received.put(kind, received(kind.name(), registry));
      }
      if (kind.direction().leaves(Side.SERVER)) {
        sent.put(kind, sent(kind.name(), registry));
      }
    }
    unknownReceived = received(UNKNOWN, registry);
    unknownSent = sent(UNKNOWN, registry);
  }

  /// Where the figures are, and the server's others come to.
  PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void onReceived(int packetId, int frameBytes) {
    receivedOf(packetId).traffic().add(frameBytes);
  }

  @Override
  public void onHandled(int packetId, long nanos) {
    receivedOf(packetId).handling().record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void onQueued(int packetId, int frameBytes) {
    sent.getOrDefault(kindOf(packetId), unknownSent).add(frameBytes);
  }

  /// Packets received, of all kinds.
  long packetsReceived() {
    return received.values().stream().mapToLong(one -> one.traffic().packets().sum()).sum()
        + unknownReceived.traffic().packets().sum();
  }

  /// The time that packets have taken by kind, the most first; kinds that have not come are absent.
  List<PacketTime> times() {
    return Stream.concat(received.values().stream(), Stream.of(unknownReceived))
        .map(Received::time)
        .filter(time -> time.packets() > 0)
        .sorted(Comparator.comparingDouble(PacketTime::seconds).reversed())
        .toList();
  }

  private Received receivedOf(int packetId) {
    return received.getOrDefault(kindOf(packetId), unknownReceived);
  }

  @SuppressWarnings("NullAway") // the map has nothing under null, and may be asked
  private PacketKind kindOf(int packetId) {
    return catalog.kindOf(packetId);
  }

  private static Received received(String packet, MeterRegistry registry) {
    Traffic traffic = Traffic.none();
    FunctionCounter.builder("wharf.packets.received", traffic.packets(), LongAdder::sum)
        .description("Packets received, by kind; refused ones too")
        .tag("packet", packet)
        .register(registry);
    FunctionCounter.builder("wharf.packet.bytes.received", traffic.bytes(), LongAdder::sum)
        .description("Bytes of packets received, headers included, by kind")
        .tag("packet", packet)
        .register(registry);
    Timer handling =
        Times.timer("wharf.handler")
            .description("Time to check, parse and handle a packet, by kind; every packet is timed")
            .tag("packet", packet)
            .register(registry);
    return new Received(packet, traffic, handling);
  }

  private static Traffic sent(String packet, MeterRegistry registry) {
    Traffic traffic = Traffic.none();
    FunctionCounter.builder("wharf.packets.sent", traffic.packets(), LongAdder::sum)
        .description("Packets put into send queues, by kind")
        .tag("packet", packet)
        .register(registry);
    FunctionCounter.builder("wharf.packet.bytes.sent", traffic.bytes(), LongAdder::sum)
        .description("Bytes of packets put into send queues, headers included, by kind")
        .tag("packet", packet)
        .register(registry);
    return traffic;
  }
}
