package dev.wharf.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Values that are allowed together, and hardly meant: one cuts the other short, or takes its
/// effect away. Each gets a line at start. What cannot work at all is refused by [CrossChecks].
final class Doubts {
  private final Values values;
  private final List<String> lines = new ArrayList<>();

  private Doubts(Values values) {
    this.values = values;
  }

  /// A line for each doubt.
  ///
  /// @param values all of them readable
  static List<String> of(Values values) {
    Doubts doubts = new Doubts(values);
    doubts.times();
    doubts.memory();
    doubts.rates();
    doubts.rooms();
    doubts.withoutEffect();
    return doubts.lines;
  }

  private void times() {
    doubtIf(
        get(Settings.HEARTBEAT).multipliedBy(2).compareTo(get(Settings.IDLE_TIMEOUT)) > 0,
        Settings.HEARTBEAT,
        "is more than half of session.idle-timeout: one heartbeat that is late ends the session");
    doubtIf(
        isLess(Settings.IDLE_TIMEOUT, Settings.LOGIN_TIMEOUT),
        Settings.IDLE_TIMEOUT,
        "is less than session.login-timeout: a client that has not logged in is ended as idle");
    doubtIf(
        isLess(Settings.SHUTDOWN_GRACE, Settings.CLOSING_TIMEOUT),
        Settings.SHUTDOWN_GRACE,
        "is less than session.closing-timeout: a drain cuts that short");
  }

  private void memory() {
    long memory = get(Settings.PORT_BUFFER_MEMORY);
    doubtIf(
        get(Settings.QUEUE_BYTES) > memory,
        Settings.QUEUE_BYTES,
        "is more than port.buffer-memory: one slow reader may hold all of it");
    long receiving = (long) get(Settings.MAX_SESSIONS) * get(Settings.RECEIVE_INITIAL);
    doubtIf(
        receiving > memory,
        Settings.PORT_BUFFER_MEMORY,
        "is less than admission.max-sessions times session.receive-initial-bytes ("
            + receiving
            + "): memory ends before places do");
  }

  private void rates() {
    doubtIf(
        get(Settings.RATE_PACKET_BURST) < get(Settings.RATE_PACKETS),
        Settings.RATE_PACKET_BURST,
        "is less than rate.packets-per-second: a second's worth that comes at once is too much");
    doubtIf(
        get(Settings.RATE_BYTE_BURST) < get(Settings.RATE_BYTES),
        Settings.RATE_BYTE_BURST,
        "is less than rate.bytes-per-second: a second's worth that comes at once is too much");
    long packetsInWindow =
        get(Settings.RATE_PACKETS) * get(Settings.TEXTS_WINDOW).toMillis() / 1000
            + get(Settings.RATE_PACKET_BURST);
    doubtIf(
        get(Settings.RATE_PACKETS) > 0 && get(Settings.TEXTS) > packetsInWindow,
        Settings.TEXTS,
        "is more than the packets that rate.packets-per-second allows in chat.texts-window: never"
            + " reached");
  }

  private void rooms() {
    doubtIf(
        get(Settings.ROOM_QUEUE) < get(Settings.MAX_MEMBERS),
        Settings.ROOM_QUEUE,
        "is less than chat.max-members: a room whose members all act at once refuses some");
  }

  private void withoutEffect() {
    withoutEffectIf(
        !get(Settings.ADMIN),
        "admin.enabled = false",
        Settings.ADMIN_ADDRESS,
        Settings.ADMIN_PORT,
        Settings.ADMIN_TOKEN);
    withoutEffectIf(
        get(Settings.AUTHENTICATOR) != ServerConfig.AuthenticatorKind.HMAC,
        "login.authenticator = development",
        Settings.HMAC_SECRET,
        Settings.HMAC_TOKEN_LIFE);
    withoutEffectIf(
        get(Settings.RATE_PACKETS) == 0, "rate.packets-per-second = 0", Settings.RATE_PACKET_BURST);
    withoutEffectIf(
        get(Settings.RATE_BYTES) == 0, "rate.bytes-per-second = 0", Settings.RATE_BYTE_BURST);
    withoutEffectIf(get(Settings.TEXTS) == 0, "chat.texts = 0", Settings.TEXTS_WINDOW);
  }

  private void withoutEffectIf(boolean isOff, String why, Setting<?>... settings) {
    for (Setting<?> setting : settings) {
      doubtIf(isOff && values.isSet(setting), setting, "has no effect with " + why);
    }
  }

  private boolean isLess(Setting<Duration> one, Setting<Duration> other) {
    return get(one).compareTo(get(other)) < 0;
  }

  private <T> T get(Setting<T> setting) {
    return values.get(setting);
  }

  private void doubtIf(boolean doubtful, Setting<?> setting, String what) {
    if (doubtful) {
      lines.add(values.problem(setting, what));
    }
  }
}
