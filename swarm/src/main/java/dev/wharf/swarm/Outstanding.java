package dev.wharf.swarm;

import dev.wharf.engine.SendResult;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// The numbered requests of one client that have not been answered, with the time that each was to
/// be sent. Holds [#MOST] at the most. Thread-safe.
///
/// Answers come mostly in order, so looking for one begins at the oldest: what was never answered
/// stays in front, and is found by halving.
final class Outstanding {
  /// How many may wait for their answers.
  static final int MOST = 1 << 16;

  private static final int FIRST_SIZE = 4;

  /// Both rings, guarded by this, as is all below.
  private long[] numbers = new long[FIRST_SIZE];

  private long[] times = new long[FIRST_SIZE];
  private int head;
  private int size;
  private long first;
  private long last;
  private long highestAnswered;
  private boolean isAbandoned;

  /// The kinds of answers.
  enum Kind {
    /// To the oldest, or to one whose answer was to come later than all that have.
    IN_ORDER,
    /// A later one was answered before it.
    LATE,
    /// It was answered before, or refused, or given up.
    BEFORE,
    /// Nobody has asked.
    NEVER,
    /// Nobody wants to know any more.
    ABANDONED
  }

  /// The request that an answer belongs to.
  ///
  /// @param intended when it was to be sent; 0 when nothing is known of it
  record Asked(Kind kind, long intended) {}

  /// Adds one.
  ///
  /// @param number higher than all before it
  /// @return false when there are too many
  synchronized boolean add(long number, long intended) {
    if (number <= last) {
      throw new IllegalStateException("request " + number + " after " + last);
    }
    if (size == MOST) {
      return false;
    }
    if (size == numbers.length) {
      grow();
    }
    int at = (head + size) & (numbers.length - 1);
    numbers[at] = number;
    times[at] = intended;
    size++;
    first = first == 0 ? number : first;
    last = number;
    return true;
  }

  /// Takes one out, as it was answered.
  synchronized Asked answer(long number) {
    if (isAbandoned) {
      return new Asked(Kind.ABANDONED, 0);
    }
    int place = find(number);
    if (place < 0) {
      boolean isKnown = first != 0 && number >= first && number <= last;
      return new Asked(isKnown ? Kind.BEFORE : Kind.NEVER, 0);
    }
    long intended = times[(head + place) & (times.length - 1)];
    removeAt(place);
    Kind kind = number < highestAnswered ? Kind.LATE : Kind.IN_ORDER;
    highestAnswered = Math.max(highestAnswered, number);
    return new Asked(kind, intended);
  }

  /// Adds the request of an iteration and sends it, or does neither.
  ///
  /// @return whether it was sent
  boolean send(Iteration iteration, Supplier<SendResult> packet) {
    if (!add(iteration.number(), iteration.intended())) {
      return false;
    }
    if (packet.get() == SendResult.QUEUED) {
      return true;
    }
    boolean _ = remove(iteration.number());
    return false;
  }

  /// Takes out a request and all before it, as they were answered together.
  ///
  /// @param number 0 acknowledges nothing
  /// @param each is called with the time of each request that is taken out, oldest first
  /// @return `IN_ORDER` for a request that waits, `BEFORE` for the latest that was answered, `LATE`
  ///   for an older one, `NEVER` for a request that was not sent
  synchronized Kind acknowledge(long number, LongConsumer each) {
    if (isAbandoned) {
      return Kind.ABANDONED;
    }
    if (number <= highestAnswered) {
      return number == highestAnswered ? Kind.BEFORE : Kind.LATE;
    }
    int place = find(number);
    if (place < 0) {
      return Kind.NEVER;
    }
    highestAnswered = number;
    for (int i = 0; i <= place; i++) {
      each.accept(times[head]);
      removeAt(0);
    }
    return Kind.IN_ORDER;
  }

  /// Takes one out, as there will be no answer.
  ///
  /// @return whether it was there
  synchronized boolean remove(long number) {
    int place = find(number);
    if (place >= 0) {
      removeAt(place);
    }
    return place >= 0;
  }

  synchronized boolean isEmpty() {
    return size == 0;
  }

  /// Nobody wants to know of answers any more.
  ///
  /// @return how many there are that have not come
  synchronized int abandon() {
    int there = size;
    size = 0;
    isAbandoned = true;
    return there;
  }

  private int find(long number) {
    int low = 0;
    int high = size - 1;
    if (size > 0 && numbers[head] == number) {
      return 0;
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long there = numbers[(head + middle) & (numbers.length - 1)];
      if (there == number) {
        return middle;
      }
      if (there < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /// Moves those in front of it, which are few.
  private void removeAt(int place) {
    int mask = numbers.length - 1;
    for (int i = place; i > 0; i--) {
      numbers[(head + i) & mask] = numbers[(head + i - 1) & mask];
      times[(head + i) & mask] = times[(head + i - 1) & mask];
    }
    head = (head + 1) & mask;
    size--;
  }

  private void grow() {
    numbers = unrolled(numbers);
    times = unrolled(times);
    head = 0;
  }

  private long[] unrolled(long[] ring) {
    long[] larger = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
    System.arraycopy(ring, 0, larger, ring.length - head, head);
    return larger;
  }
}
