package dev.wharf.server.config;

import java.util.List;
import java.util.Map;

/// Collects the errors and warnings of [Checked] groups. For one thread.
public final class Checks {
  private final Schema schema;
  private final Values values;
  private final Map<Class<?>, Record> groups;

  /// Thrown to end the check of a group that asks for another group with an invalid value.
  private static final class Incomplete extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Creates the checks of one configuration.
  ///
  /// @param groups the groups whose values are all in their ranges
  Checks(Schema schema, Values values, Map<Class<?>, Record> groups) {
    this.schema = schema;
    this.values = values;
    this.groups = groups;
  }

  /// Checks every group that implements [Checked].
  void run() {
    for (Record group : groups.values()) {
      try {
        if (group instanceof Checked checked) {
          checked.check(this);
        }
      } catch (Incomplete e) {
        // The invalid value of the other group is reported already. The next start checks this
        // group again.
      }
    }
  }

  /// Returns another group of settings. When that group has an invalid value, this call throws an
  /// exception that ends the check, because the value is reported already.
  ///
  /// @throws IllegalArgumentException when the server has no such group
  public <R extends Record> R of(Class<R> group) {
    List<Setting> _ = schema.settings(group);
    Record other = groups.get(group);
    if (other == null) {
      throw new Incomplete();
    }
    return group.cast(other);
  }

  /// Returns whether a source sets a key, so that the key does not have its default value.
  public boolean isSet(String key) {
    return values.isSet(key);
  }

  /// Adds an error when a condition holds. An error stops the start of the server.
  ///
  /// @param key the key that the operator should change
  /// @param what the problem; in the message it follows `KEY = VALUE (SOURCE): `
  public void errorIf(boolean isWrong, String key, String what) {
    if (isWrong) {
      values.addProblem(values.inSentence(key) + ": " + what);
    }
  }

  /// Adds a warning when a condition holds. The server logs the warning at start.
  ///
  /// @param key the key that the operator should change
  /// @param what the problem; in the message it follows `KEY = VALUE (SOURCE): `
  public void warnIf(boolean isWrong, String key, String what) {
    if (isWrong) {
      values.addWarning(values.inSentence(key) + ": " + what);
    }
  }

  /// Adds a warning for each of the keys that a source sets, when another setting makes these keys
  /// ineffective. Adds no warning for a key that has its default value because no source sets it.
  ///
  /// @param isOff whether the keys have no effect
  /// @param why the other setting, such as `chat.texts = 0`
  public void warnUnusedIf(boolean isOff, String why, String... keys) {
    for (String key : keys) {
      warnIf(isOff && values.isSet(key), key, "has no effect with " + why);
    }
  }
}
