package dev.wharf.swarm.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many hostile clients there are, and what each of them does: one kind, or several in turn.
///
/// @param clients the kinds of each
/// @param connectsPerSecond connections that all of them together open in a second, at most; 50 to
///   10,000
/// @param deadlines what the server gives them
/// @param stolenToken for the kinds that need one
public record HostilePlan(
    List<List<HostileKind>> clients,
    int connectsPerSecond,
    ServerDeadlines deadlines,
    StolenToken stolenToken) {
  /// Nobody is hostile.
  public static final HostilePlan NONE = of(List.of());

  /// A process has sockets for so many beside the honest ones.
  static final int MAX_CLIENTS = 5_000;

  private static final int USUAL_CONNECTS = 250;
  private static final int FEWEST_CONNECTS = 50;
  private static final int MAX_CONNECTS = 10_000;

  private static final Pattern CONNECTS = Pattern.compile("(.*)@(\\d{1,6})");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)%");
  private static final Pattern NUMBER = Pattern.compile("([a-z-]+)=(\\d{1,6})");

  /// Checks the numbers.
  public HostilePlan {
    clients = clients.stream().map(List::copyOf).toList();
    if (clients.size() > MAX_CLIENTS) {
      throw new IllegalArgumentException("hostile clients must be at most " + MAX_CLIENTS);
    }
    if (connectsPerSecond < FEWEST_CONNECTS || connectsPerSecond > MAX_CONNECTS) {
      throw new IllegalArgumentException(
          "the connections a second of hostile clients must be from "
              + FEWEST_CONNECTS
              + " to "
              + MAX_CONNECTS
              + ", not "
              + connectsPerSecond);
    }
  }

  /// The same against a server of other deadlines.
  public HostilePlan with(ServerDeadlines others) {
    return new HostilePlan(clients, connectsPerSecond, others, stolenToken);
  }

  /// Reads `5%`, which is of the honest clients (`500%`: five for each of them), and of all kinds
  /// in turn; or `trickle=20,flood=5`. `@1000` at the end of either sets the connections a second.
  ///
  /// @param kinds what there is
  /// @param honest how many honest clients there are
  /// @param stolen without one there are no kinds that need it
  /// @throws IllegalArgumentException when it is neither, or there would be too many
  public static HostilePlan parse(String text, HostileKinds kinds, int honest, StolenToken stolen) {
    Matcher connects = CONNECTS.matcher(text);
    return connects.matches()
        ? parse(connects.group(1), Integer.parseInt(connects.group(2)), kinds, honest, stolen)
        : parse(text, USUAL_CONNECTS, kinds, honest, stolen);
  }

  private static HostilePlan parse(
      String text, int connects, HostileKinds kinds, int honest, StolenToken stolen) {
    Matcher share = SHARE.matcher(text.strip());
    List<List<HostileKind>> clients =
        share.matches()
            ? share(honest * Double.parseDouble(share.group(1)) / 100, possible(kinds, stolen))
            : numbers(text, kinds, stolen);
    if (clients.isEmpty()) {
      throw new IllegalArgumentException("hostile clients must be at least one, not " + text);
    }
    return new HostilePlan(clients, connects, ServerDeadlines.defaults(), stolen);
  }

  /// The kinds that somebody does, with how many do them at one time or another.
  public Map<HostileKind, Integer> kinds() {
    Map<HostileKind, Integer> kinds = new LinkedHashMap<>();
    clients.forEach(one -> one.forEach(kind -> kinds.merge(kind, 1, Integer::sum)));
    return kinds;
  }

  /// The names of [#kinds()].
  public List<String> kindNames() {
    return kinds().keySet().stream().map(HostileKind::name).toList();
  }

  /// Where there are fewer clients than kinds, each goes through several.
  private static List<HostileKind> ticks(int client, int count, List<HostileKind> kinds) {
    if (count >= kinds.size()) {
      return List.of(kinds.get(client % kinds.size()));
    }
    List<HostileKind> ticks = new ArrayList<>();
    for (int kind = client; kind < kinds.size(); kind += count) {
      ticks.add(kinds.get(kind));
    }
    return ticks;
  }

  private static HostilePlan of(List<List<HostileKind>> clients) {
    return new HostilePlan(clients, USUAL_CONNECTS, ServerDeadlines.defaults(), StolenToken.NONE);
  }

  private static List<HostileKind> possible(HostileKinds kinds, StolenToken stolen) {
    return kinds.all().stream()
        .filter(kind -> stolen.exists() || !kind.needsStolenToken())
        .toList();
  }

  private static List<List<HostileKind>> share(double exactCount, List<HostileKind> kinds) {
    if (exactCount > MAX_CLIENTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "hostile clients must be at most %,d, and these would be %,.0f",
              MAX_CLIENTS,
              Math.ceil(exactCount)));
    }
    int count = (int) Math.ceil(exactCount);
    List<List<HostileKind>> clients = new ArrayList<>();
    for (int client = 0; client < count; client++) {
      clients.add(ticks(client, count, kinds));
    }
    return clients;
  }

  private static List<List<HostileKind>> numbers(
      String text, HostileKinds kinds, StolenToken stolen) {
    List<List<HostileKind>> clients = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher number = NUMBER.matcher(part.strip());
      if (!number.matches()) {
        throw new IllegalArgumentException(
            "hostile must be a share such as 5%, or kinds such as trickle=20,flood=5, not " + text);
      }
      HostileKind kind = kinds.find(number.group(1));
      if (kind.needsStolenToken() && !stolen.exists()) {
        throw new IllegalArgumentException(kind.name() + " needs --hostile-token NAME=TOKEN");
      }
      int count = Math.min(MAX_CLIENTS + 1, Integer.parseInt(number.group(2)));
      clients.addAll(Collections.nCopies(count, List.of(kind)));
    }
    return clients;
  }
}
