package dev.wharf.bench.compare;

import dev.wharf.bench.NativeProgram;

/// Measures connections that connect, exchange one frame, and close.
///
/// @param atOnce how many connections are open at the same time
record AcceptTrial(Commands commands, int atOnce, Timing timing) implements Trial {
  /// Checks that `atOnce` is at least 1.
  AcceptTrial {
    if (atOnce < 1) {
      throw new IllegalArgumentException("at least one connection is needed");
    }
  }

  @Override
  public String title() {
    return atOnce + " at once";
  }

  @Override
  public Outcome measure(Contender contender, ServerProcess server) {
    Arguments arguments = Arguments.to(server).with("--at-once", atOnce).with(timing);
    return LoadProgram.run(commands.load(NativeProgram.ACCEPT, arguments));
  }
}
