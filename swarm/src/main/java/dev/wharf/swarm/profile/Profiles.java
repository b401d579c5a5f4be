package dev.wharf.swarm.profile;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// Finds profiles: those that come along, by their names, and files.
public final class Profiles {
  /// The names of those that come along.
  public static final List<String> NAMES = List.of("ramp", "steps", "spike", "soak", "churn");

  private static final Set<String> RUN_KEYS = Set.of("clients", "rate", "scenario", "phases");
  private static final Set<String> PHASE_KEYS =
      Set.of("name", "duration", "clients", "rate", "churn", "storm", "away", "exit");
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration LONGEST_AWAY = Duration.ofHours(1);
  private static final int MOST_PHASES = 100;
  private static final int MOST_CLIENTS = 100_000;
  private static final int MOST_RATE = 10_000;

  private Profiles() {}

  /// Reads a profile.
  ///
  /// @param nameOrFile one of [#NAMES], or a HOCON file
  /// @throws ProfileException when there is none, or something is wrong with it
  public static ProfileFile find(String nameOrFile) {
    if (NAMES.contains(nameOrFile)) {
      return read("profile " + nameOrFile, nameOrFile, resource(nameOrFile));
    }
    Path file = pathOf(nameOrFile);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ProfileException(
          "there is no profile '"
              + nameOrFile
              + "', and no such file; there are "
              + String.join(", ", NAMES));
    }
    try {
      return read(nameOrFile, nameOrFile, ConfigFactory.parseFile(file.toFile()).resolve());
    } catch (ConfigException e) {
      throw new ProfileException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /// Reads a profile from a text.
  ///
  /// @param name what it is called in messages
  public static ProfileFile parse(String name, String hocon) {
    try {
      return read(name, name, ConfigFactory.parseString(hocon).resolve());
    } catch (ConfigException e) {
      throw new ProfileException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static ProfileFile read(String source, String name, Config config) {
    Group run = new Group(source, "", config.root());
    run.allow(RUN_KEYS);
    List<Phase> phases = run.groups("phases", MOST_PHASES).stream().map(Profiles::phase).toList();
    return new ProfileFile(
        new Profile(name, phases),
        run.has("clients")
            ? OptionalInt.of((int) whole(run, "clients", 1, MOST_CLIENTS))
            : OptionalInt.empty(),
        run.has("rate")
            ? OptionalDouble.of(whole(run, "rate", 0.01, MOST_RATE))
            : OptionalDouble.empty(),
        run.has("scenario") ? List.of(run.text("scenario", "").split(",", -1)) : List.of());
  }

  private static Phase phase(Group group) {
    group.allow(PHASE_KEYS);
    return new Phase(
        group.text("name", "phase"),
        group.time("duration", SHORTEST, LONGEST, null),
        group.course("clients", MOST_CLIENTS),
        group.course("rate", MOST_RATE),
        group.share("churn"),
        group.share("storm"),
        group.time("away", Duration.ZERO, LONGEST_AWAY, Duration.ZERO),
        group.choice("exit", Phase.Exit.class, Phase.Exit.LEAVE));
  }

  private static double whole(Group run, String key, double min, double max) {
    Level level = run.level(key, min, max);
    if (level.isShare()) {
      throw run.problem(key, null, "must be a number: percentages are of this");
    }
    return level.value();
  }

  private static Config resource(String name) {
    return ConfigFactory.parseResources(
        Profiles.class, name + ".conf", ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Path pathOf(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ProfileException("'" + text + "' is no name of a profile or a file");
    }
  }
}
