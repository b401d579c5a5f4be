/// A simulated world for tests: hosts, threads, a network and a clock, in virtual time. The same
/// seed gives the same run.
module dev.wharf.simulation {
  requires transitive dev.wharf.engine;
  requires java.management;
  requires jdk.net;
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;

  exports dev.wharf.simulation;
  exports dev.wharf.simulation.junit;
}
