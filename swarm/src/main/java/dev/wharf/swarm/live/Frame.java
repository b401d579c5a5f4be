package dev.wharf.swarm.live;

import dev.wharf.swarm.report.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The data that the screen shows at one moment.
///
/// @param history the deliveries per second of each scenario by its name: the last minute, the
///   latest at the end
/// @param isHelp whether the screen explains the keys instead of showing the figures
/// @param note a line at the top of the screen; empty for none
record Frame(
    Snapshot snapshot,
    Map<String, List<Long>> history,
    Steering.State state,
    boolean isHelp,
    String note) {
  static final int HISTORY = 60;

  Frame {
    history = Map.copyOf(history);
  }

  List<Long> historyOf(String flow) {
    return history.getOrDefault(flow, List.of());
  }

  /// Returns a copy of a history with the rates of one more snapshot.
  static Map<String, List<Long>> longer(Map<String, List<Long>> history, Snapshot snapshot) {
    Map<String, List<Long>> longer = new HashMap<>();
    for (Snapshot.Flow flow : snapshot.flows()) {
      List<Long> values = new ArrayList<>(history.getOrDefault(flow.name(), List.of()));
      values.add(flow.deliveredPerSecond());
      longer.put(
          flow.name(),
          List.copyOf(values.subList(Math.max(0, values.size() - HISTORY), values.size())));
    }
    return longer;
  }
}
