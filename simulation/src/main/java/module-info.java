/// A simulated world for tests: hosts, threads, a network and a clock, in virtual time, from a
/// seed.
module dev.wharf.simulation {
  requires transitive dev.wharf.engine;
  requires static transitive org.jspecify;

  exports dev.wharf.simulation;
}
