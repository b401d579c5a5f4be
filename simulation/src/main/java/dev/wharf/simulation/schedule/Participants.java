package dev.wharf.simulation.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The threads that have started and have not ended, in the order of their starts. Thread-safe,
/// because a thread outside the simulation reads them when it closes the scheduler.
final class Participants {
  private final Map<Thread, Participant> byThread = new LinkedHashMap<>();
  private int started;

  /// Adds a thread before it starts.
  synchronized Participant add(Thread thread, Life life) {
    Participant added = new Participant(++started, thread, life);
    byThread.put(thread, added);
    return added;
  }

  /// Removes a thread that has ended. Returns null when the thread is not a participant.
  synchronized @Nullable Participant remove(Thread thread) {
    return byThread.remove(thread);
  }

  synchronized @Nullable Participant find(Thread thread) {
    return byThread.get(thread);
  }

  /// Returns what [#find] returns, but null when the thread's host has crashed.
  @Nullable Participant findLiving(Thread thread) {
    Participant found = find(thread);
    return found == null || found.life.isOver() ? null : found;
  }

  synchronized List<Participant> all() {
    return List.copyOf(byThread.values());
  }

  /// Returns the stack traces of all threads, as a text for people.
  String stacks() {
    StringBuilder text = new StringBuilder();
    for (Participant each : all()) {
      text.append("\n").append(each);
      for (StackTraceElement frame : each.thread.getStackTrace()) {
        text.append("\n    at ").append(frame);
      }
    }
    return text.toString();
  }
}
