package dev.wharf.bench.compare;

import dev.wharf.bench.NativeProgram;

/// Measures a room in which one member sends to all members.
///
/// @param members the number of members, including the sender
/// @param inFlight how many frames are in flight: sent, but not received by all members yet
/// @param payload the number of bytes after the header of a frame
record BroadcastTrial(Commands commands, int members, int inFlight, int payload, Timing timing)
    implements Trial {
  /// Checks that all numbers are at least 1.
  BroadcastTrial {
    if (members < 1 || inFlight < 1 || payload < 1) {
      throw new IllegalArgumentException("a room, its frames and payloads are larger than nothing");
    }
  }

  @Override
  public String title() {
    return "room of " + members + " x" + inFlight + ", " + payload + " B";
  }

  @Override
  public Outcome measure(Contender contender, ServerProcess server) {
    Arguments arguments =
        Arguments.to(server)
            .with("--members", members)
            .with("--in-flight", inFlight)
            .with("--payload", payload)
            .with(timing);
    return LoadProgram.run(commands.load(NativeProgram.BROADCAST, arguments));
  }
}
