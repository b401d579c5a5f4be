package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.sys.Libc;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.Objects;

/// Closes the rings of open groups, as a debugger or a faulty library could.
public final class LostRings {
  private LostRings() {}

  /// Closes the descriptor of the group's ring. Any thread may call it.
  ///
  /// @param group a channel group on io_uring
  public static void closeRingOf(AsynchronousChannelGroup group) {
    RingLoop loop = ((UringGroup) group).loop();
    loop.execute(() -> Libc.close(Objects.requireNonNull(loop.ringWithRoom(0, 0)).fd()));
  }
}
