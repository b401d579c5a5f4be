package dev.wharf.swarm.run;

import dev.wharf.swarm.SwarmOptions;

/// The users of a run that one process runs. The processes take blocks of users in turn. A block is
/// a room when a scenario has rooms, so that one process has all members of a room. All partitions
/// together have the users, names, rooms and contents of a run in one process.
///
/// @param index the index of the process, from 0
/// @param processes the number of processes
/// @param block the number of consecutive users that stay in one process
record Partition(int index, int processes, int block) {
  /// Creates the partition of this process.
  ///
  /// @param block the number of consecutive users that stay in one process
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
              + (block == 1 ? "" : " in rooms of " + block + ", because a room cannot be split"));
    }
    return new Partition(options.segment().number() - 1, processes, block);
  }

  /// Returns the index in the whole run of a user of this process.
  ///
  /// @param own the user's index in the process, from 0
  int inTheRun(int own) {
    return (own / block * processes + index) * block + own % block;
  }

  /// Returns how many of the first `users` users of the run belong to this process.
  int of(int users) {
    int blocks = users / block;
    int rest = blocks % processes == index ? users % block : 0;
    return part(blocks) * block + rest;
  }

  /// Returns this process's part of a total number.
  int part(int total) {
    return total / processes + (index < total % processes ? 1 : 0);
  }

  /// Returns the offset of this process's iterations, as a fraction of the time between two
  /// iterations. The offsets spread the iterations of all processes evenly.
  double offset() {
    return (double) index / processes;
  }
}
