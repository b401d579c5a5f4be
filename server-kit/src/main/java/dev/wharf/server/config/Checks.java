package dev.wharf.server.config;

import java.util.List;
import java.util.Map;

/// Reports values that do not fit each other. For one thread.
public final class Checks {
  private final Schema schema;
  private final Values values;
  private final Map<Class<?>, Record> groups;

  /// Ends the check of a group.
  private static final class Incomplete extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// @param groups the groups all of whose values could be read
  Checks(Schema schema, Values values, Map<Class<?>, Record> groups) {
    this.schema = schema;
    this.values = values;
    this.groups = groups;
  }

  /// Has every group checked that knows how.
  void run() {
    for (Record group : groups.values()) {
      try {
        if (group instanceof Checked checked) {
          checked.check(this);
        }
      } catch (Incomplete e) {
        // The value that is missing is reported already, and checked again at the next start.
      }
    }
  }

  /// Another group, to check against. Ends the check when that group has a value that could not be
  /// read, which is reported already.
  ///
  /// @throws IllegalArgumentException when the server does not have the group
  public <R extends Record> R of(Class<R> group) {
    List<Setting> _ = schema.settings(group);
    Record other = groups.get(group);
    if (other == null) {
      throw new Incomplete();
    }
    return group.cast(other);
  }

  /// Stops the start.
  ///
  /// @param key the key to look at
  /// @param what what is wrong, to be read after `KEY = VALUE (SOURCE): `
  public void errorIf(boolean isWrong, String key, String what) {
    if (isWrong) {
      values.addProblem(values.inSentence(key) + ": " + what);
    }
  }

  /// Warns at start.
  ///
  /// @param key the key to look at
  /// @param what what is doubtful, to be read after `KEY = VALUE (SOURCE): `
  public void warnIf(boolean isDoubtful, String key, String what) {
    if (isDoubtful) {
      values.addWarning(values.inSentence(key) + ": " + what);
    }
  }

  /// Warns at start of keys that were set although another value takes their effect away.
  ///
  /// @param why that value, like `chat.texts = 0`
  public void warnUnusedIf(boolean isOff, String why, String... keys) {
    for (String key : keys) {
      warnIf(isOff && values.isSet(key), key, "has no effect with " + why);
    }
  }
}
