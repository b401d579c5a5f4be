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
import java.util.function.Supplier;

/// Reads profiles: the swarm's own profiles by their names, and profiles in files.
public final class Profiles {
  /// The names of the swarm's own profiles.
  public static final List<String> NAMES = List.of("ramp", "steps", "spike", "soak", "churn");

  private static final Set<String> RUN_KEYS = Set.of("clients", "rate", "scenario", "stages");
  private static final Set<String> STAGE_KEYS =
      Set.of("name", "duration", "clients", "rate", "churn", "storm", "away", "exit");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration MAX_AWAY = Duration.ofHours(1);
  private static final int MAX_STAGES = 100;
  private static final int MAX_CLIENTS = 100_000;
  private static final int MAX_RATE = 10_000;

  private Profiles() {}

  /// Reads a profile.
  ///
  /// @param nameOrFile one of [#NAMES], or a HOCON file
  /// @throws IllegalArgumentException when there is no profile and no file with this name, or the
  ///   content of the file is wrong; the message names the file and the line
  public static ProfileFile find(String nameOrFile) {
    if (NAMES.contains(nameOrFile)) {
      ConfigParseOptions strict = ConfigParseOptions.defaults().setAllowMissing(false);
      return read(
          nameOrFile,
          () -> ConfigFactory.parseResources(Profiles.class, nameOrFile + ".conf", strict));
    }
    if (!isFile(nameOrFile)) {
      throw new IllegalArgumentException(
          "there is no profile and no readable file '"
              + nameOrFile
              + "'; the profiles are "
              + String.join(", ", NAMES));
    }
    return read(nameOrFile, () -> ConfigFactory.parseFile(Path.of(nameOrFile).toFile()));
  }

  /// Reads a profile from a text.
  ///
  /// @param name the name of the profile, for messages
  /// @throws IllegalArgumentException when the text is wrong; the message names the line
  public static ProfileFile parse(String name, String hocon) {
    return read(name, () -> ConfigFactory.parseString(hocon));
  }

  private static ProfileFile read(String name, Supplier<Config> config) {
    try {
      return read(name, new ProfileKeys(name, "", config.get().resolve()));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private static ProfileFile read(String name, ProfileKeys run) {
    run.allow(RUN_KEYS);
    List<Stage> stages = run.objects("stages", MAX_STAGES).stream().map(Profiles::stage).toList();
    return new ProfileFile(
        new Profile(name, stages),
        run.has("clients")
            ? OptionalInt.of((int) run.number("clients", 1, MAX_CLIENTS))
            : OptionalInt.empty(),
        run.has("rate")
            ? OptionalDouble.of(run.number("rate", 0.01, MAX_RATE))
            : OptionalDouble.empty(),
        run.has("scenario") ? List.of(run.text("scenario", "").split(",", -1)) : List.of());
  }

  private static Stage stage(ProfileKeys keys) {
    keys.allow(STAGE_KEYS);
    return new Stage(
        keys.text("name", "stage"),
        keys.time("duration", LONGEST, null),
        keys.ramp("clients", MAX_CLIENTS),
        keys.ramp("rate", MAX_RATE),
        keys.fraction("churn"),
        keys.fraction("storm"),
        keys.time("away", MAX_AWAY, Duration.ZERO),
        switch (keys.text("exit", "leave")) {
          case "leave" -> Stage.Exit.LEAVE;
          case "drop" -> Stage.Exit.DROP;
          default -> throw keys.problem("exit", "must be leave or drop");
        });
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text)) && Files.isReadable(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
