package dev.wharf.swarm.hostile;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/// Connects and is gone, in one of two ways: at once, while its login is on its way, when it is
/// logged in, in the middle of a frame, or with replies that are still to come.
final class Leaving extends HostileKind {
  private static final int AT_ONCE = 0;
  private static final int LOGGING_IN = 1;
  private static final int IN_A_FRAME = 2;
  private static final int REPLIES_TO_COME = 3;
  private static final int VARIANTS = 5;

  private final byte[] echo;
  private final Consumer<Attempt> leave;

  private Leaving(String name, String deed, byte[] echo, Consumer<Attempt> leave) {
    super(name, deed, ServerDeadlines::toLogIn);
    this.echo = echo;
    this.leave = leave;
  }

  static HostileKind dropping(Frames frames, HostileRequests requests) {
    return new Leaving(
        "connect-and-drop", "connects, and closes again", echo(frames, requests), Attempt::leave);
  }

  static HostileKind resetting(Frames frames, HostileRequests requests) {
    return new Leaving(
        "reset-storm",
        "connects, and resets the connection",
        echo(frames, requests),
        Attempt::reset);
  }

  private static byte[] echo(Frames frames, HostileRequests requests) {
    return frames.of(requests.echo(3000));
  }

  @Override
  public boolean leavesByItself() {
    return true;
  }

  @Override
  public Duration pause() {
    return Duration.ofMillis(60);
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(VARIANTS) != AT_ONCE) {
      attempt.login();
    }
    if (attempt.variant(VARIANTS) <= LOGGING_IN) {
      leave.accept(attempt);
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    if (attempt.variant(VARIANTS) == IN_A_FRAME) {
      attempt.send(Arrays.copyOf(echo, echo.length / 2));
    } else if (attempt.variant(VARIANTS) == REPLIES_TO_COME) {
      attempt.deafen();
      attempt.send(Frames.times(20, echo));
    }
    leave.accept(attempt);
  }
}
