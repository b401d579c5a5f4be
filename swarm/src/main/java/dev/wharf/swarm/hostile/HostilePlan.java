package dev.wharf.swarm.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The hostile clients of a run, and the kinds of each client. A client with several kinds has them
/// in turn, one connection after another.
///
/// @param clients the kinds of each client
/// @param connectsPerSecond the largest number of connections that all clients together open in a
///   second; 50 to 10,000
/// @param deadlines the server's deadlines, from which the bounds of the kinds follow
/// @param stolenToken a token of another player, for the kinds that need one
public record HostilePlan(
    List<List<HostileKind>> clients,
    int connectsPerSecond,
    ServerDeadlines deadlines,
    StolenToken stolenToken) {
  /// A plan without hostile clients.
  public static final HostilePlan NONE = of(List.of());

  /// The largest number of hostile clients. The number is limited, because a process must have
  /// sockets for the virtual users, too.
  static final int MAX_CLIENTS = 5_000;

  private static final int DEFAULT_CONNECTS = 250;
  private static final int MIN_CONNECTS = 50;
  private static final int MAX_CONNECTS = 10_000;

  private static final Pattern CONNECTS = Pattern.compile("(.*)@(\\d{1,6})");
  private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?)%");
  private static final Pattern NUMBER = Pattern.compile("([a-z-]+)=(\\d{1,6})");

  /// Copies the lists, and checks the number of clients and the number of connections a second.
  public HostilePlan {
    clients = clients.stream().map(List::copyOf).toList();
    if (clients.size() > MAX_CLIENTS) {
      throw new IllegalArgumentException("hostile clients must be at most " + MAX_CLIENTS);
    }
    if (connectsPerSecond < MIN_CONNECTS || connectsPerSecond > MAX_CONNECTS) {
      throw new IllegalArgumentException(
          "the connections a second of hostile clients must be from "
              + MIN_CONNECTS
              + " to "
              + MAX_CONNECTS
              + ", not "
              + connectsPerSecond);
    }
  }

  /// Returns the same plan for a server with other deadlines.
  public HostilePlan with(ServerDeadlines newDeadlines) {
    return new HostilePlan(clients, connectsPerSecond, newDeadlines, stolenToken);
  }

  /// Parses the value of `--hostile`. `5%` is a percentage of the virtual users, with all kinds in
  /// turn (`500%` is five for each user). `trickle=20,flood=5` has kinds and numbers. `@1000` at
  /// the end sets the connections a second.
  ///
  /// @param kinds the kinds of the game
  /// @param honest the number of virtual users
  /// @param stolen a token of another player, or [StolenToken#NONE]
  /// @param connections the conditions that the run's connections fulfil
  ///   ([HostileNeed#fulfilledBy]). A percentage leaves out the kinds that need others
  /// @throws IllegalArgumentException when the text is neither form, the numbers are out of range,
  ///   or the run does not fulfil a condition of a kind in the text
  public static HostilePlan parse(
      String text,
      HostileKinds kinds,
      int honest,
      StolenToken stolen,
      Set<HostileNeed> connections) {
    Set<HostileNeed> fulfilled = EnumSet.copyOf(connections);
    if (stolen.exists()) {
      fulfilled.add(HostileNeed.STOLEN_TOKEN);
    }
    Matcher connects = CONNECTS.matcher(text);
    boolean hasConnects = connects.matches();
    String which = hasConnects ? connects.group(1) : text;
    List<List<HostileKind>> clients = clients(which, kinds, honest, fulfilled);
    if (clients.isEmpty()) {
      throw new IllegalArgumentException("hostile clients must be at least 1, not 0: " + which);
    }
    return new HostilePlan(
        clients,
        hasConnects ? Integer.parseInt(connects.group(2)) : DEFAULT_CONNECTS,
        ServerDeadlines.defaults(),
        stolen);
  }

  private static List<List<HostileKind>> clients(
      String text, HostileKinds kinds, int honest, Set<HostileNeed> fulfilled) {
    Matcher percentage = PERCENTAGE.matcher(text.strip());
    return percentage.matches()
        ? inTurn(honest * Double.parseDouble(percentage.group(1)) / 100, possible(kinds, fulfilled))
        : byNumbers(text, kinds, fulfilled);
  }

  /// Returns the kinds of the plan, each with the number of clients that have it.
  public Map<HostileKind, Integer> kinds() {
    Map<HostileKind, Integer> kinds = new LinkedHashMap<>();
    clients.forEach(one -> one.forEach(kind -> kinds.merge(kind, 1, Integer::sum)));
    return kinds;
  }

  /// Returns the names of the kinds in the plan.
  public List<String> kindNames() {
    return kinds().keySet().stream().map(HostileKind::name).toList();
  }

  /// Returns the kinds of one client. With fewer clients than kinds, each client has several kinds.
  private static List<HostileKind> kindsOf(int client, int count, List<HostileKind> kinds) {
    if (count >= kinds.size()) {
      return List.of(kinds.get(client % kinds.size()));
    }
    List<HostileKind> own = new ArrayList<>();
    for (int kind = client; kind < kinds.size(); kind += count) {
      own.add(kinds.get(kind));
    }
    return own;
  }

  private static HostilePlan of(List<List<HostileKind>> clients) {
    return new HostilePlan(clients, DEFAULT_CONNECTS, ServerDeadlines.defaults(), StolenToken.NONE);
  }

  private static List<HostileKind> possible(HostileKinds kinds, Set<HostileNeed> fulfilled) {
    return kinds.all().stream().filter(kind -> fulfilled.containsAll(kind.needs())).toList();
  }

  private static List<List<HostileKind>> inTurn(double exactCount, List<HostileKind> kinds) {
    if (exactCount > MAX_CLIENTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "hostile clients must be at most %,d, not %,.0f",
              MAX_CLIENTS,
              Math.ceil(exactCount)));
    }
    int count = (int) Math.ceil(exactCount);
    List<List<HostileKind>> clients = new ArrayList<>();
    for (int client = 0; client < count; client++) {
      clients.add(kindsOf(client, count, kinds));
    }
    return clients;
  }

  private static List<List<HostileKind>> byNumbers(
      String text, HostileKinds kinds, Set<HostileNeed> fulfilled) {
    List<List<HostileKind>> clients = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher number = NUMBER.matcher(part.strip());
      if (!number.matches()) {
        throw new IllegalArgumentException(
            "hostile must be a percentage such as 5%, or kinds such as trickle=20,flood=5, not "
                + text);
      }
      HostileKind kind = kinds.find(number.group(1));
      for (HostileNeed need : kind.needs()) {
        if (!fulfilled.contains(need)) {
          throw new IllegalArgumentException(kind.name() + " needs " + need.remedy());
        }
      }
      int count = Math.min(MAX_CLIENTS + 1, Integer.parseInt(number.group(2)));
      clients.addAll(Collections.nCopies(count, List.of(kind)));
    }
    return clients;
  }
}
