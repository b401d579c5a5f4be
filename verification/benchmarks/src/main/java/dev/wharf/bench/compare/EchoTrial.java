package dev.wharf.bench.compare;

/// Measures a server that sends frames back.
record EchoTrial(Commands commands, Load load, Timing timing) implements Trial {
  @Override
  public String title() {
    return load.toString();
  }

  @Override
  public Outcome measure(Contender contender, ServerProcess server) {
    return LoadProgram.run(
        commands.load(contender.loadProgram(), load.arguments(contender, server).with(timing)));
  }
}
