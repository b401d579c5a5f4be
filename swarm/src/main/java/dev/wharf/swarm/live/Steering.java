package dev.wharf.swarm.live;

/// Steers the run by keys. Thread-safe.
public interface Steering {
  /// The state of the run's control.
  ///
  /// @param rateFactor the factor of the profile's rate
  /// @param isPaused whether nothing is sent
  /// @param isStopping whether the run is to end
  record State(double rateFactor, boolean isPaused, boolean isStopping) {}

  /// Called when a key was pressed.
  ///
  /// @param clients the number of clients that the run has now
  void onKey(char key, int clients);

  /// The state of the run's control.
  State state();
}
