package dev.wharf.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Takes down what is wrong, or hardly meant, with values that go together. For one thread.
public final class Checks {
  private final Values values;
  private final Map<Class<?>, Record> groups;
  private final List<String> problems = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();

  /// @param groups the groups all of whose values could be read
  Checks(Values values, Map<Class<?>, Record> groups) {
    this.values = values;
    this.groups = groups;
  }

  /// Has every group checked that knows how.
  void run() {
    for (Record group : groups.values()) {
      if (group instanceof Checked checked) {
        checked.check(this);
      }
    }
  }

  /// Checks against another group, unless that has values that could not be read.
  public <R extends Record> void with(Class<R> group, Consumer<R> check) {
    Record other = groups.get(group);
    if (other != null) {
      check.accept(group.cast(other));
    }
  }

  /// Stops the start.
  ///
  /// @param key the key to look at
  /// @param what what is wrong, to be read after `KEY = VALUE (SOURCE): `
  public void problemIf(boolean isWrong, String key, String what) {
    if (isWrong) {
      problems.add(values.problem(key, what));
    }
  }

  /// Warns at start.
  ///
  /// @param key the key to look at
  /// @param what what is doubtful, to be read after `KEY = VALUE (SOURCE): `
  public void doubtIf(boolean isDoubtful, String key, String what) {
    if (isDoubtful) {
      doubts.add(values.problem(key, what));
    }
  }

  /// Warns at start of keys that were set although another value takes their effect away.
  ///
  /// @param why that value, like `chat.texts = 0`
  public void withoutEffectIf(boolean isOff, String why, String... keys) {
    for (String key : keys) {
      doubtIf(isOff && values.isSet(key), key, "has no effect with " + why);
    }
  }

  List<String> problems() {
    return problems;
  }

  List<String> doubts() {
    return doubts;
  }
}
