package dev.wharf.server.admin;

import java.util.Map;

/// The bounds of the JDK's HTTP server, which it takes from system properties, once, when it is
/// first used: they hold for the whole process. What is set already, on the command line, stays.
final class HttpBounds {
  /// Connections that may wait to be accepted.
  static final int BACKLOG = 16;

  private static final Map<String, String> PROPERTIES =
      Map.of(
          "jdk.httpserver.maxConnections", "64",
          "sun.net.httpserver.maxIdleConnections", "16",
          "sun.net.httpserver.idleInterval", "30",
          "sun.net.httpserver.maxReqHeaders", "64",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.maxReqTime", "5",
          "sun.net.httpserver.maxRspTime", "10",
          "sun.net.httpserver.drainAmount", "16384",
          "sun.net.httpserver.nodelay", "true");

  private HttpBounds() {}

  static void apply() {
    PROPERTIES.forEach(HttpBounds::setUnlessSet);
  }

  private static void setUnlessSet(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
