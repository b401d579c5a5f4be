package dev.wharf.swarm.profile;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// A profile as it was read, with what it says about the run beside the phases; the command line is
/// stronger.
///
/// @param profile the phases
/// @param clients the run's number of clients
/// @param rate messages a second of each client
/// @param scenarios what the clients do; empty when it does not say
public record ProfileFile(
    Profile profile, OptionalInt clients, OptionalDouble rate, List<String> scenarios) {
  /// Copies the list.
  public ProfileFile {
    scenarios = List.copyOf(scenarios);
  }

  /// A profile that says nothing of the run.
  public static ProfileFile of(Profile profile) {
    return new ProfileFile(profile, OptionalInt.empty(), OptionalDouble.empty(), List.of());
  }
}
