package dev.wharf.swarm;

/// Which of a run's clients one of several processes plays. Clients are dealt out in blocks, one
/// after another: a block is a room, so that a room's members are all of one process, which can
/// keep the book of it. All shares together are the clients of the run, with their names, rooms and
/// contents as one process would have them.
///
/// @param index of the process, from 0
/// @param processes how many there are
/// @param block how many clients, one after another, stay together
public record Share(int index, int processes, int block) {
  /// All clients, in one process.
  public static final Share ALL = new Share(0, 1, 1);

  /// Checks the ranges.
  public Share {
    if (index < 0 || index >= processes || block < 1) {
      throw new IllegalArgumentException("there is no share " + index + " of " + processes);
    }
  }

  /// The run's number of a client of this process.
  ///
  /// @param own its number in the process, from 0
  int inTheRun(int own) {
    return (own / block * processes + index) * block + own % block;
  }

  /// How many of the run's first so many clients are this process's.
  int of(int clients) {
    int blocks = clients / block;
    int rest = blocks % processes == index ? clients % block : 0;
    return part(blocks) * block + rest;
  }

  /// This process's part of something that can be divided.
  int part(int whole) {
    return whole / processes + (index < whole % processes ? 1 : 0);
  }

  /// Which part of the distance between two turns this process's turns come later, so that those of
  /// all processes are at even distances.
  double shift() {
    return (double) index / processes;
  }
}
