package dev.wharf.simulation.fault;

import dev.wharf.simulation.FaultKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/// The random numbers of the faults of one subject, such as one direction of a connection, or a
/// host. Each kind of fault has a sequence of its own. So when one fault does not happen, the
/// numbers of all other faults stay the same.
public final class FaultDice {
  private final int number;
  private final Object subject;
  private final long seed;
  private final Map<FaultKind, SplittableRandom> sequences = new EnumMap<>(FaultKind.class);

  FaultDice(long seed, int number, Object subject) {
    this.number = number;
    this.subject = subject;
    this.seed = new SplittableRandom(seed ^ number).nextLong();
  }

  int number() {
    return number;
  }

  /// Returns the connection or the host, which the trace shows.
  Object subject() {
    return subject;
  }

  private SplittableRandom sequence(FaultKind kind) {
    SplittableRandom sequence = sequences.get(kind);
    if (sequence == null) {
      sequence = new SplittableRandom(seed ^ ((long) kind.name().hashCode() << Integer.SIZE));
      sequences.put(kind, sequence);
    }
    return sequence;
  }

  /// Returns the next number of the kind's sequence, from 0 to less than 1.
  double next(FaultKind kind) {
    return sequence(kind).nextDouble();
  }

  /// Returns a random number from `least` to less than `most`. Small numbers are more frequent:
  /// each decade is equally probable.
  public long spread(FaultKind kind, long least, long most) {
    double factor = StrictMath.exp(next(kind) * StrictMath.log((double) most / least));
    return (long) (least * factor);
  }

  /// Returns a random number from `least` to less than `most`.
  public long between(FaultKind kind, long least, long most) {
    return sequence(kind).nextLong(least, most);
  }
}
