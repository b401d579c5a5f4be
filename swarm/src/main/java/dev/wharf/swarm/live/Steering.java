package dev.wharf.swarm.live;

/// What keys do to the run. Thread-safe.
public interface Steering {
  /// How the run is steered.
  ///
  /// @param rateFactor by what the profile's rate is multiplied
  /// @param isPaused whether nothing is sent
  /// @param isStopping whether the run is to end
  record State(double rateFactor, boolean isPaused, boolean isStopping) {}

  /// A key was pressed.
  ///
  /// @param clients how many there are to be as things stand
  void onKey(char key, int clients);

  /// How things stand.
  State state();
}
