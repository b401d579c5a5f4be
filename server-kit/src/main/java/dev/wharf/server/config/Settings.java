package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a record a group of settings. Each of its components is one key, with a [Key], a [Default]
/// and mostly a [Range].
///
/// A component called `maxRooms` of a record with `@Settings("chat")` is the key `chat.max-rooms`.
/// The kit reads the value from all sources, checks it, and makes the record. So the record, and
/// its package where it is in a named module, must be open to the kit.
///
/// | type | value |
/// |---|---|
/// | `int` | a whole number |
/// | `long` | a size in bytes, like `64KiB` |
/// | [Duration][java.time.Duration] | a time, like `10s` |
/// | `boolean` | `true` or `false` |
/// | [String] | a text; its [Range] is that of its length |
/// | an enum | one of its constants, in lower case with `-` for `_` |
///
/// A record that implements [Checked] says how its values fit each other. A record whose
/// constructor throws stops the start: the error names the keys that were set, where, and the
/// exception's message. No two keys may have the same environment variable.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Settings {
  /// What the keys begin with, like `chat`; empty for keys without a group.
  String value();
}
