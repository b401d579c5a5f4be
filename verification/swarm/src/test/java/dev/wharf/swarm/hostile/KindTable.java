package dev.wharf.swarm.hostile;

import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.transport.proxy.ProxyCloseReasons;
import dev.wharf.transport.tls.TlsCloseReasons;
import dev.wharf.transport.websocket.WebSocketCloseReasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the table of hostile kinds in docs/hostile-clients.md.
final class KindTable {
  private static final String HEAD = "| kind |";
  private static final String SEPARATOR = "|---";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// One row of the table.
  ///
  /// @param always the reasons with which the server ends connections of this kind
  /// @param atTimes other reasons with which the server sometimes ends these connections
  /// @param settings the server settings that decide the limit of this kind
  record Row(
      String kind,
      String description,
      Set<CloseReason> always,
      Set<CloseReason> atTimes,
      List<String> settings) {
    @Override
    public String toString() {
      return kind;
    }
  }

  private KindTable() {}

  static List<Row> rows() {
    return read()
        .lines()
        .dropWhile(line -> !line.startsWith(HEAD))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .filter(line -> !line.startsWith(SEPARATOR))
        .map(KindTable::row)
        .toList();
  }

  private static Row row(String line) {
    String[] cells = line.split("\\|", -1);
    String[] reasons = cells[3].split("; at times", 2);
    return new Row(
        codes(cells[1]).getFirst(),
        cells[2].strip(),
        reasons(reasons[0]),
        reasons(reasons.length > 1 ? reasons[1] : ""),
        codes(cells[4]));
  }

  private static Set<CloseReason> reasons(String cell) {
    Map<String, CloseReason> known =
        Stream.of(
                CloseReason.ofEngine(),
                PacketCloseReasons.all(),
                ProxyCloseReasons.all(),
                TlsCloseReasons.all(),
                WebSocketCloseReasons.all())
            .flatMap(List::stream)
            .collect(Collectors.toMap(CloseReason::name, reason -> reason));
    return codes(cell).stream()
        .map(name -> Objects.requireNonNull(known.get(name), name))
        .collect(Collectors.toSet());
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static String read() {
    Path path = Path.of("docs", "hostile-clients.md");
    Path file = Files.exists(path) ? path : Path.of("..", "..").resolve(path);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
