package dev.wharf.swarm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import picocli.CommandLine.Option;

/// The option that says where connections come from.
final class SourceOption {
  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "Addresses of this machine to connect from, in turn, such as 127.0.0.2,127.0.0.3: each"
              + " has about 28,000 ports.")
  private List<String> sources = List.of();

  /// Made by picocli.
  SourceOption() {}

  /// The addresses; none when the system is to choose.
  ///
  /// @throws IllegalArgumentException when one cannot be connected from
  List<InetAddress> addresses() {
    return parse(sources);
  }

  /// Reads addresses, and tries each.
  ///
  /// @throws IllegalArgumentException when one cannot be connected from
  static List<InetAddress> parse(List<String> texts) {
    return texts.stream().map(String::strip).map(SourceOption::parse).toList();
  }

  private static InetAddress parse(String text) {
    try {
      InetAddress address = InetAddress.getByName(text);
      try (Socket probe = new Socket()) {
        probe.bind(new InetSocketAddress(address, 0));
      }
      return address;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + text + "'", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot connect from " + text + ": " + e.getMessage(), e);
    }
  }
}
