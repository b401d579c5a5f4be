package dev.wharf.bench.compare;

import dev.wharf.bench.NativeProgram;

/// One member of a room sends to all of it.
///
/// @param members the sender is one of them
/// @param inFlight frames that have not come to all yet
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
