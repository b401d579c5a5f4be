package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;

/// Connects and is gone, in one of two ways: at once, while its login is on its way, when it is
/// logged in, in the middle of a frame, or with replies that are still to come.
final class Leaving implements HostileKind {
  private static final int AT_ONCE = 0;
  private static final int LOGGING_IN = 1;
  private static final int IN_A_FRAME = 2;
  private static final int REPLIES_TO_COME = 3;
  private static final int VARIANTS = 5;
  private static final byte[] ECHO = Frames.echo(3000);

  private final String name;
  private final String deed;
  private final Consumer<Attempt> leave;

  private Leaving(String name, String deed, Consumer<Attempt> leave) {
    this.name = name;
    this.deed = deed;
    this.leave = leave;
  }

  static HostileKind dropping() {
    return new Leaving("connect-and-drop", "connects, and closes again", Attempt::leave);
  }

  static HostileKind resetting() {
    return new Leaving("reset-storm", "connects, and resets the connection", Attempt::reset);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String deed() {
    return deed;
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toLogIn();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
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
      attempt.send(Arrays.copyOf(ECHO, ECHO.length / 2));
    } else if (attempt.variant(VARIANTS) == REPLIES_TO_COME) {
      attempt.deafen();
      attempt.send(Frames.times(20, ECHO));
    }
    leave.accept(attempt);
  }
}
