package dev.wharf.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Declares a record as a group of settings. Each component is one key, with a [Key], a [Default]
/// and usually a [Range].
///
/// The component `maxRooms` of a record with `@Settings("chat")` is the key `chat.max-rooms`. The
/// kit reads the value from all sources, checks it, and creates the record by reflection. So the
/// module of the record must open the record's package to the module `dev.wharf.server`.
///
/// | type | value |
/// |---|---|
/// | `int` | a whole number |
/// | `long` | a size in bytes, like `64KiB` |
/// | [Duration][java.time.Duration] | a time, like `10s` |
/// | `boolean` | `true` or `false` |
/// | [String] | a text; its [Range] is that of its length |
/// | [InetAddress][java.net.InetAddress] | an IP address or a known host name; without a [Range] |
/// | an enum | one of its constants, in lower case with `-` for `_` |
///
/// A record that implements [Checked] can check its values against each other. When the record's
/// constructor throws, the start stops: the error has the keys that were set, their sources, and
/// the exception's message. No two keys may have the same environment variable.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Settings {
  /// The prefix of the keys, like `chat`; empty for keys without a group.
  String value();
}
