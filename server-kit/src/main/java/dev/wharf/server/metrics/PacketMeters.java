package dev.wharf.server.metrics;

import dev.wharf.protocol.PacketListener;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.catalog.Side;
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

/// Counts the packets of each kind, and measures the time to handle them. A packet costs two
/// readings of the clock and some additions, and no allocation. Thread-safe.
public final class PacketMeters implements PacketListener {
  /// The packet name in the metrics for packets with an unknown id.
  private static final String UNKNOWN = "unknown";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final PacketCatalog catalog;
  private final Map<PacketKind, Received> received = new HashMap<>();
  private final Map<PacketKind, Traffic> sent = new HashMap<>();
  private final Received unknownReceived = received(UNKNOWN);
  private final Traffic unknownSent = sent(UNKNOWN);

  /// The counts of packets and bytes in one direction.
  private record Traffic(LongAdder packets, LongAdder bytes) {
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

  /// Creates meters for each packet kind of a catalog, all at zero.
  public PacketMeters(PacketCatalog catalog) {
    this.catalog = catalog;
    for (PacketKind kind : catalog.kinds()) {
      if (kind.direction().reaches(Side.SERVER)) {
        received.put(kind, received(kind.name()));
      }
      if (kind.direction().leaves(Side.SERVER)) {
        sent.put(kind, sent(kind.name()));
      }
    }
  }

  /// Returns the registry of these meters, and of all other meters of the server.
  PrometheusMeterRegistry registry() {
    return registry;
  }

  /// Returns an object that adds further meters to [#registry].
  Meters meters() {
    return meters;
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

  /// Returns the number of packets received, of all kinds.
  long packetsReceived() {
    return allReceived().mapToLong(one -> one.traffic().packets().sum()).sum();
  }

  /// Returns the worker time of each packet kind that was received, the largest first.
  List<PacketTime> times() {
    return allReceived()
        .map(Received::time)
        .filter(time -> time.handled() > 0)
        .sorted(Comparator.comparingDouble(PacketTime::seconds).reversed())
        .toList();
  }

  private Stream<Received> allReceived() {
    return Stream.concat(received.values().stream(), Stream.of(unknownReceived));
  }

  private Received receivedOf(int packetId) {
    return received.getOrDefault(kindOf(packetId), unknownReceived);
  }

  @SuppressWarnings("NullAway") // the map has no null key, but allows a look-up of null
  private PacketKind kindOf(int packetId) {
    return catalog.kindOf(packetId);
  }

  private Received received(String packet) {
    return new Received(
        packet,
        traffic(
            "received",
            "Packets received, by kind; refused ones too",
            "Bytes of packets received, headers included, by kind",
            packet),
        meters.timer(
            "wharf.handler",
            "Time to check, parse and handle a packet, by kind; every packet is timed",
            "packet",
            packet));
  }

  private Traffic sent(String packet) {
    return traffic(
        "sent",
        "Packets put into send queues, by kind",
        "Bytes of packets put into send queues, headers included, by kind",
        packet);
  }

  private Traffic traffic(String way, String packetsHelp, String bytesHelp, String packet) {
    Traffic traffic = new Traffic(new LongAdder(), new LongAdder());
    meters.counter("wharf.packets." + way, packetsHelp, traffic.packets()::sum, "packet", packet);
    meters.counter("wharf.packet.bytes." + way, bytesHelp, traffic.bytes()::sum, "packet", packet);
    return traffic;
  }
}
