package dev.wharf.swarm.fleet;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Timeline.Point;
import dev.wharf.swarm.wire.FleetResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A worker's whole result as bytes. Percentiles are not in it: they come from the histograms, on
/// either side.
public final class ResultWire {
  private ResultWire() {}

  /// The result as bytes.
  public static ByteString write(SwarmResult result) {
    FleetResult.Builder out = FleetResult.newBuilder();
    writeConnections(out, result.connections());
    result.scenarios().forEach(one -> out.addScenarios(write(one)));
    result.histograms().forEach((name, one) -> out.addHistograms(write(name, one)));
    result.hostile().forEach(one -> out.addHostile(write(one)));
    result.timeline().points().forEach(point -> out.addPoints(write(point)));
    result
        .timeline()
        .marks()
        .forEach(
            mark ->
                out.addMarks(FleetResult.Mark.newBuilder().setName(mark.name()).setAt(mark.at())));
    return out.setUse(SnapshotWire.write(result.use()))
        .setFailures(result.failures())
        .putAllErrors(result.errors())
        .setLeftOver(result.leftOver())
        .setWhyEarly(result.ending().whyEarly())
        .setSendingNanos(result.sending().toNanos())
        .build()
        .toByteString();
  }

  /// Reads what [#write] wrote.
  ///
  /// @param info of the run, which both sides know
  /// @throws IllegalArgumentException when it is something else
  public static SwarmResult read(byte[] bytes, RunInfo info) {
    FleetResult in;
    try {
      in = FleetResult.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a result", e);
    }
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    in.getHistogramsList()
        .forEach(
            one ->
                histograms.put(
                    FleetPackets.shown(one.getName()),
                    LatencyHistogram.decode(one.getHdr(), one.getAbove())));
    return new SwarmResult(
        info,
        new Connections(
            in.getAsked(),
            in.getConnected(),
            in.getConnectFailed(),
            in.getLoggedIn(),
            in.getLoginFailed(),
            in.getRetried(),
            in.getDisconnected(),
            LatencyHistogram.summaryOf(histograms, "connect"),
            LatencyHistogram.summaryOf(histograms, "login")),
        in.getScenariosList().stream().map(one -> read(one, histograms)).toList(),
        LatencyHistogram.summaryOf(histograms, "lag"),
        SnapshotWire.read(in.getUse()),
        in.getFailures(),
        read(in.getErrorsMap()),
        FleetPackets.shown(in.getLeftOver()),
        new Ending(
            Duration.ofNanos(Math.max(0, in.getSendingNanos())),
            FleetPackets.shown(in.getWhyEarly())),
        in.getHostileList().stream().map(ResultWire::read).toList(),
        new Timeline(
            in.getPointsList().stream().map(ResultWire::read).toList(),
            in.getMarksList().stream()
                .map(mark -> new Timeline.Mark(FleetPackets.shown(mark.getName()), mark.getAt()))
                .toList(),
            ServerMetrics.Answers.NONE),
        histograms);
  }

  private static void writeConnections(FleetResult.Builder out, Connections connections) {
    out.setAsked(connections.asked())
        .setConnected(connections.connected())
        .setConnectFailed(connections.connectFailed())
        .setLoggedIn(connections.loggedIn())
        .setLoginFailed(connections.loginFailed())
        .setRetried(connections.retried())
        .setDisconnected(connections.disconnected());
  }

  private static SortedMap<String, Long> read(Map<String, Long> errors) {
    SortedMap<String, Long> all = new TreeMap<>();
    errors.forEach((reason, count) -> all.merge(FleetPackets.shown(reason), count, Long::sum));
    return all;
  }

  private static FleetResult.Histogram write(String name, LatencyHistogram histogram) {
    return FleetResult.Histogram.newBuilder()
        .setName(name)
        .setHdr(histogram.encoded())
        .setAbove(histogram.summary().above())
        .build();
  }

  private static FleetResult.Scenario write(ScenarioResult scenario) {
    return FleetResult.Scenario.newBuilder()
        .setName(scenario.name())
        .setDurationNanos(scenario.duration().toNanos())
        .setSettling(scenario.settling())
        .setCounts(SnapshotWire.write(scenario.counts()))
        .build();
  }

  private static ScenarioResult read(
      FleetResult.Scenario scenario, Map<String, LatencyHistogram> histograms) {
    String name = FleetPackets.shown(scenario.getName());
    return new ScenarioResult(
        name,
        Duration.ofNanos(Math.max(0, scenario.getDurationNanos())),
        SnapshotWire.read(scenario.getCounts()),
        scenario.getSettling(),
        LatencyHistogram.summaryOf(histograms, name));
  }

  private static FleetResult.Hostile write(HostileKindResult kind) {
    FleetResult.Hostile.Builder out =
        FleetResult.Hostile.newBuilder()
            .setKind(kind.kind())
            .setClients(kind.clients())
            .setAttempts(kind.attempts())
            .setUnpunished(kind.unpunished())
            .setSurprises(kind.surprises());
    for (HostileKindResult.Outcome outcome : kind.outcomes()) {
      out.addOutcomes(
          FleetResult.Hostile.Outcome.newBuilder()
              .setWhat(outcome.what())
              .setCount(outcome.count())
              .setP50(outcome.p50())
              .setMax(outcome.max()));
    }
    return out.build();
  }

  private static HostileKindResult read(FleetResult.Hostile kind) {
    return new HostileKindResult(
        FleetPackets.shown(kind.getKind()),
        kind.getClients(),
        kind.getAttempts(),
        kind.getUnpunished(),
        kind.getSurprises(),
        kind.getOutcomesList().stream()
            .map(
                one ->
                    new HostileKindResult.Outcome(
                        FleetPackets.shown(one.getWhat()),
                        one.getCount(),
                        one.getP50(),
                        one.getMax()))
            .toList());
  }

  private static FleetResult.Point write(Point point) {
    FleetResult.Point.Builder out = FleetResult.Point.newBuilder();
    for (Timeline.Flow flow : point.flows()) {
      out.addFlows(
          FleetResult.Flow.newBuilder()
              .setName(flow.name())
              .setIntended(flow.intended())
              .setSent(flow.sent())
              .setDelivered(flow.delivered())
              .setLatency(SnapshotWire.write(flow.latency())));
    }
    return out.setAt(point.at())
        .setSeconds(point.seconds())
        .setConnect(SnapshotWire.write(point.connect()))
        .setLogin(SnapshotWire.write(point.login()))
        .setLag(SnapshotWire.write(point.lag()))
        .setConnected(point.connected())
        .setOnline(point.online())
        .setDisconnected(point.disconnected())
        .putAllErrors(point.errors())
        .setUse(SnapshotWire.write(point.use()))
        .build();
  }

  private static Point read(FleetResult.Point point) {
    List<Timeline.Flow> flows =
        point.getFlowsList().stream()
            .map(
                flow ->
                    new Timeline.Flow(
                        FleetPackets.shown(flow.getName()),
                        flow.getIntended(),
                        flow.getSent(),
                        flow.getDelivered(),
                        SnapshotWire.read(flow.getLatency())))
            .toList();
    return new Point(
        point.getAt(),
        point.getSeconds(),
        flows,
        SnapshotWire.read(point.getConnect()),
        SnapshotWire.read(point.getLogin()),
        SnapshotWire.read(point.getLag()),
        point.getConnected(),
        point.getOnline(),
        point.getDisconnected(),
        read(point.getErrorsMap()),
        SnapshotWire.read(point.getUse()),
        Map.of());
  }
}
