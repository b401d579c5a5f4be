package dev.wharf.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What no single key can know: how values fit each other. Values that could not be read are passed
/// over; they have been reported.
final class CrossChecks {
  private static final int LEAST_SECRET_BYTES = 32;
  private static final int LEAST_TOKEN = 16;

  private final Values values;
  private final List<String> problems = new ArrayList<>();

  private CrossChecks(Values values) {
    this.values = values;
  }

  static List<String> problems(Values values) {
    CrossChecks checks = new CrossChecks(values);
    checks.address();
    checks.heartbeat();
    checks.checkTimeout();
    checks.byteBurst();
    checks.textFitsFrame();
    checks.tokenFitsFrame();
    checks.secret();
    checks.adminAddress();
    checks.adminPort();
    checks.adminToken();
    return checks.problems;
  }

  private void address() {
    String host = values.find(Settings.LISTEN_ADDRESS);
    if (host == null) {
      return;
    }
    InetAddress address = resolve(host);
    if (address == null) {
      add(Settings.LISTEN_ADDRESS, "no such address is known");
    } else if (Boolean.TRUE.equals(values.find(Settings.DEVELOPMENT))
        && !address.isLoopbackAddress()) {
      add(
          Settings.LISTEN_ADDRESS,
          "development mode (development = true, or --dev) lifts limits and listens on loopback"
              + " only: leave it off, or set listen.address = 127.0.0.1");
    }
  }

  private void heartbeat() {
    Duration heartbeat = values.find(Settings.HEARTBEAT);
    Duration idle = values.find(Settings.IDLE_TIMEOUT);
    if (heartbeat != null && idle != null && heartbeat.compareTo(idle) >= 0) {
      add(Settings.HEARTBEAT, "must be less than session.idle-timeout (" + idle.toMillis() + "ms)");
    }
  }

  /// Else the login deadline closes the connection without a word while a slow authenticator works.
  private void checkTimeout() {
    Duration check = values.find(Settings.LOGIN_CHECK_TIMEOUT);
    Duration login = values.find(Settings.LOGIN_TIMEOUT);
    if (check != null && login != null && check.compareTo(login) >= 0) {
      add(
          Settings.LOGIN_CHECK_TIMEOUT,
          "must be less than session.login-timeout (" + login.toMillis() + "ms)");
    }
  }

  private void byteBurst() {
    Long burst = values.find(Settings.RATE_BYTE_BURST);
    Long rate = values.find(Settings.RATE_BYTES);
    Integer frame = values.find(Settings.MAX_FRAME);
    if (burst != null && rate != null && frame != null && rate > 0 && burst < frame) {
      add(Settings.RATE_BYTE_BURST, "must be at least session.max-frame-bytes (" + frame + ")");
    }
  }

  /// A text comes in one frame and goes out in another.
  private void textFitsFrame() {
    Integer text = values.find(Settings.MAX_TEXT);
    Integer received = values.find(Settings.MAX_FRAME);
    Integer sent = values.find(Settings.MAX_SENT_FRAME);
    if (text == null || received == null || sent == null) {
      return;
    }
    int frame = Math.min(received, sent);
    if (text > ServerConfig.longestText(frame)) {
      add(
          Settings.MAX_TEXT,
          "must be at most "
              + ServerConfig.longestText(frame)
              + ", for four bytes a character to fit "
              + (sent < received ? Settings.MAX_SENT_FRAME : Settings.MAX_FRAME).key()
              + " ("
              + frame
              + ")");
    }
  }

  private void tokenFitsFrame() {
    Integer token = values.find(Settings.MAX_TOKEN);
    Integer frame = values.find(Settings.MAX_FRAME);
    if (token != null && frame != null && token > frame - ServerConfig.LOGIN_BYTES_WITHOUT_TOKEN) {
      add(
          Settings.MAX_TOKEN,
          "must be at least "
              + ServerConfig.LOGIN_BYTES_WITHOUT_TOKEN
              + " less than session.max-frame-bytes ("
              + frame
              + ")");
    }
  }

  private void secret() {
    String secret = values.find(Settings.HMAC_SECRET);
    if (values.find(Settings.AUTHENTICATOR) != ServerConfig.AuthenticatorKind.HMAC
        || secret == null) {
      return;
    }
    int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
    if (bytes < LEAST_SECRET_BYTES) {
      add(
          Settings.HMAC_SECRET,
          "login.authenticator = hmac needs a secret of at least "
              + LEAST_SECRET_BYTES
              + " bytes, this one has "
              + bytes);
    }
  }

  private void adminAddress() {
    String host = values.find(Settings.ADMIN_ADDRESS);
    if (host == null) {
      return;
    }
    InetAddress address = resolve(host);
    if (address == null) {
      add(Settings.ADMIN_ADDRESS, "no such address is known");
    } else if (Boolean.TRUE.equals(values.find(Settings.ADMIN))
        && !address.isLoopbackAddress()
        && "".equals(values.find(Settings.ADMIN_TOKEN))) {
      add(
          Settings.ADMIN_ADDRESS,
          "can be reached from other machines: set admin.token, or admin.address = 127.0.0.1");
    }
  }

  private void adminPort() {
    Integer admin = values.find(Settings.ADMIN_PORT);
    Integer listen = values.find(Settings.LISTEN_PORT);
    if (Boolean.TRUE.equals(values.find(Settings.ADMIN))
        && admin != null
        && listen != null
        && admin > 0
        && admin.equals(listen)
        && overlap(values.find(Settings.ADMIN_ADDRESS), values.find(Settings.LISTEN_ADDRESS))) {
      add(Settings.ADMIN_PORT, "is listen.port as well, on the same address");
    }
  }

  private static boolean overlap(@Nullable String oneHost, @Nullable String otherHost) {
    InetAddress one = oneHost == null ? null : resolve(oneHost);
    InetAddress other = otherHost == null ? null : resolve(otherHost);
    return one != null
        && other != null
        && (one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress());
  }

  private void adminToken() {
    String token = values.find(Settings.ADMIN_TOKEN);
    if (token == null || token.isEmpty()) {
      return;
    }
    if (token.length() < LEAST_TOKEN) {
      add(
          Settings.ADMIN_TOKEN,
          "needs at least " + LEAST_TOKEN + " characters, this one has " + token.length());
    } else if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      add(Settings.ADMIN_TOKEN, "may have letters, digits and signs of ASCII alone, and no blanks");
    }
  }

  private void add(Setting<?> setting, String what) {
    problems.add(values.problem(setting, what));
  }

  private static @Nullable InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
