package dev.wharf.swarm.live;

/// Controls a run by keys. Thread-safe.
public interface Steering {
  /// The state of the run's control.
  ///
  /// @param rateFactor the factor of the profile's rate
  /// @param isPaused whether sending is paused
  /// @param isStopping whether the run is stopping
  record State(double rateFactor, boolean isPaused, boolean isStopping) {}

  /// Changes the run, because a key was pressed.
  ///
  /// @param clients the present number of clients
  void onKey(char key, int clients);

  /// Returns the state of the run's control.
  State state();
}
