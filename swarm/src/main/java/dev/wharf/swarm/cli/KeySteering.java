package dev.wharf.swarm.cli;

import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.live.Steering;

/// Changes a run when keys are pressed. The number of users and the rate change in steps of 10 %.
final class KeySteering implements Steering {
  private static final int PERCENT = 100;
  private static final int STEP = 10;

  private final SwarmControl control;

  /// Whether a key has stopped the run. The thread that reads keys sets it, and the thread of the
  /// view reads it.
  private volatile boolean stopping;

  KeySteering(SwarmControl control) {
    this.control = control;
  }

  @Override
  public void onKey(char key, int clients) {
    switch (key) {
      case '+', '=' -> changeClients(clients, 1);
      case '-', '_' -> changeClients(clients, -1);
      case ']' -> changeRate(STEP);
      case '[' -> changeRate(-STEP);
      case '0' -> reset();
      case 'p', ' ' -> pauseOrResume();
      case 'q' -> stop();
      default -> {
        // Other keys do nothing.
      }
    }
  }

  @Override
  public State state() {
    return new State(control.rateFactor(), control.isPaused(), stopping);
  }

  private void changeClients(int now, int direction) {
    int from = control.clients().orElse(now);
    if (from == 0) {
      return; // a tenth of no users is no change
    }
    int step = Math.max(1, Math.round(from / (float) STEP));
    control.clients(Math.clamp(from + (long) direction * step, 1, control.maxClients()));
  }

  private void changeRate(int percent) {
    long now = Math.round(control.rateFactor() * PERCENT);
    long max = Math.round(SwarmControl.MAX_RATE_FACTOR * PERCENT);
    control.rateFactor((double) Math.clamp(now + percent, STEP, max) / PERCENT);
  }

  private void reset() {
    control.followProfile();
    control.rateFactor(1);
  }

  private void pauseOrResume() {
    if (control.isPaused()) {
      control.resume();
    } else {
      control.pause();
    }
  }

  private void stop() {
    if (!stopping) {
      stopping = true;
      control.stop();
    }
  }
}
