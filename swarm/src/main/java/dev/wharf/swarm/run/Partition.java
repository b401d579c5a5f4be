package dev.wharf.swarm.run;

import dev.wharf.swarm.SwarmOptions;

/// The users of a run that one process plays. Users are dealt out in blocks: a block is a room, so
/// that one process sees all members of a room. All partitions together are the users of the run,
/// with the names, rooms and contents that one process would give them.
///
/// @param index of the process, from 0
/// @param processes how many there are
/// @param block how many users, one after another, stay together
record Partition(int index, int processes, int block) {
  /// @param block as above
  /// @throws IllegalArgumentException when a process would have no users
  static Partition of(SwarmOptions options, int block) {
    int processes = options.segment().count();
    int clients = options.clients();
    if (processes > Math.ceilDiv(clients, block)) {
      throw new IllegalArgumentException(
          processes
              + " processes are too many for "
              + clients
              + " clients"
              + (block == 1
                  ? ""
                  : " in rooms of " + block + ": a room's members are of one process"));
    }
    return new Partition(options.segment().number() - 1, processes, block);
  }

  /// The run's number of a user of this process.
  ///
  /// @param own its number in the process, from 0
  int inTheRun(int own) {
    return (own / block * processes + index) * block + own % block;
  }

  /// How many of the run's first `users` users belong to this process.
  int of(int users) {
    int blocks = users / block;
    int rest = blocks % processes == index ? users % block : 0;
    return part(blocks) * block + rest;
  }

  /// This process's part of a quantity.
  int part(int whole) {
    return whole / processes + (index < whole % processes ? 1 : 0);
  }

  /// The offset of this process's iterations, as a fraction of the distance between two: iterations
  /// of all processes are spread evenly.
  double offset() {
    return (double) index / processes;
  }
}
