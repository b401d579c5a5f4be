package dev.wharf.storage;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tasks that are submitted and not finished, in the order in which they may run.
///
/// A lane is the row of tasks of one player, or of another thing that the game names. A task may be
/// in several lanes. It is ready when it is the first one in all of its lanes. A task joins all its
/// lanes at once, under one lock, so no two tasks can wait for each other.
///
/// Thread-safe.
final class Lanes {
  private final int most;
  private final int mostOfLane;
  private final Map<String, ArrayDeque<Task<?>>> lanes = new HashMap<>();
  private final LinkedHashSet<Task<?>> ready = new LinkedHashSet<>();
  private int count;

  /// The result of [#add].
  enum Entry {
    READY,
    WAITS,
    REFUSED
  }

  /// @param most the most tasks in all lanes
  /// @param mostOfLane the most tasks in one lane
  Lanes(int most, int mostOfLane) {
    this.most = most;
    this.mostOfLane = mostOfLane;
  }

  /// Adds a task at the end of its lanes.
  synchronized Entry add(Task<?> task) {
    if (count >= most || task.lanes().stream().anyMatch(this::isFull)) {
      return Entry.REFUSED;
    }
    count++;
    for (String lane : task.lanes()) {
      ArrayDeque<Task<?>> tasks = lanes.computeIfAbsent(lane, _ -> new ArrayDeque<>(2));
      task.lanesBehind += tasks.isEmpty() ? 0 : 1;
      tasks.add(task);
    }
    if (task.lanesBehind > 0) {
      return Entry.WAITS;
    }
    ready.add(task);
    return Entry.READY;
  }

  private boolean isFull(String lane) {
    ArrayDeque<Task<?>> tasks = lanes.get(lane);
    return tasks != null && tasks.size() >= mostOfLane;
  }

  /// Takes the task that has been ready for the longest time; null when none is ready. The task
  /// stays in its lanes until [#remove].
  synchronized @Nullable Task<?> poll() {
    return ready.isEmpty() ? null : ready.removeFirst();
  }

  /// Takes a task out of its lanes, wherever it is in them, so that the next tasks can become
  /// ready. Has no effect when the task was removed before.
  ///
  /// @return whether another task is ready now
  synchronized boolean remove(Task<?> task) {
    boolean wasIn = false;
    for (String lane : task.lanes()) {
      ArrayDeque<Task<?>> tasks = lanes.get(lane);
      wasIn |= tasks != null && removeFrom(lane, tasks, task);
    }
    if (wasIn) {
      count--;
      ready.remove(task);
    }
    return !ready.isEmpty();
  }

  @SuppressWarnings("ReferenceEquality") // looks for the task itself
  private boolean removeFrom(String lane, ArrayDeque<Task<?>> tasks, Task<?> task) {
    boolean wasFirst = tasks.peek() == task;
    boolean wasIn = tasks.remove(task);
    Task<?> first = tasks.peek();
    if (first == null) {
      lanes.remove(lane);
    } else if (wasFirst) {
      first.lanesBehind--;
      if (first.lanesBehind == 0) {
        ready.add(first);
      }
    }
    return wasIn;
  }

  /// Returns the number of tasks that are not finished.
  synchronized int count() {
    return count;
  }
}
