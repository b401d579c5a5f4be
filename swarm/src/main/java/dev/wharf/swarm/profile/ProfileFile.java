package dev.wharf.swarm.profile;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The content of a profile file: the stages, and options of the run. The same options on the
/// command line override those of the file.
///
/// @param profile the stages
/// @param clients the run's number of users; empty when the file does not set it
/// @param rate messages a second of each user; empty when the file does not set it
/// @param scenarios the scenarios of the run; empty when the file does not set them
public record ProfileFile(
    Profile profile, OptionalInt clients, OptionalDouble rate, List<String> scenarios) {
  /// Copies the list.
  public ProfileFile {
    scenarios = List.copyOf(scenarios);
  }

  /// Returns the content of a file that has a profile and sets no options of the run.
  public static ProfileFile of(Profile profile) {
    return new ProfileFile(profile, OptionalInt.empty(), OptionalDouble.empty(), List.of());
  }
}
