package dev.wharf.protocol.route;

import dev.wharf.protocol.PacketState;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A set of states of one enum, with one bit for each state. Immutable.
///
/// Each bit's number is the ordinal of a constant. No bit is saved or sent, so the ordinals may
/// change with the next build.
@SuppressWarnings("EnumOrdinal")
public final class StateSet {
  /// The set that contains every state of every enum.
  static final StateSet EVERY = new StateSet(-1L, "every state");

  private final long bits;
  private final String names;

  private StateSet(long bits, String names) {
    this.bits = bits;
    this.names = names;
  }

  /// Creates a set that contains the given states.
  ///
  /// @param states constants of one enum; [#problemOf] must return null for each of them
  static StateSet of(Collection<? extends PacketState> states) {
    TreeMap<Integer, String> names = new TreeMap<>();
    long bits = 0;
    for (PacketState state : states) {
      bits |= bitOf(state);
      names.put(((Enum<?>) state).ordinal(), state.toString());
    }
    return new StateSet(bits, String.join(", ", names.values()));
  }

  /// Returns whether the set contains `state`.
  public boolean contains(PacketState state) {
    return (bits & bitOf(state)) != 0;
  }

  /// Returns the reason why `state` cannot be used as a session state; null when it can be used.
  static @Nullable String problemOf(PacketState state) {
    if (!(state instanceof Enum<?> constant)) {
      return "state " + state.getClass().getName() + " is not an enum constant";
    }
    return constant.ordinal() < Long.SIZE
        ? null
        : "state " + constant.name() + " is one of more than " + Long.SIZE;
  }

  private static long bitOf(PacketState state) {
    return 1L << ((Enum<?>) state).ordinal();
  }

  @Override
  public String toString() {
    return names;
  }
}
