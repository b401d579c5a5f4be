package dev.wharf.bench.compare;

import dev.wharf.bench.NativeProgram;

/// Measures a room in which one member sends to all members.
///
/// @param members the members of the room, including the sender
/// @param inFlight frames in flight, which have not reached all members yet
/// @param payload bytes of a frame after its header
record BroadcastTrial(Commands commands, int members, int inFlight, int payload, Timing timing)
    implements Trial {
  /// Checks the ranges.
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
