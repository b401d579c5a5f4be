package dev.wharf.swarm;

import dev.wharf.engine.SendResult;
import dev.wharf.swarm.measure.Tally;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// The pending requests of one virtual user. A request is pending from its sending to its reply.
/// The class keeps the number of each request and the time that it was scheduled for. At most
/// [#MAX] requests may be pending. Thread-safe.
///
/// The requests lie in two ring buffers, sorted by number, because a user's numbers only go up.
/// Replies mostly come in order, so a lookup first compares with the oldest request. Otherwise it
/// uses a binary search, because requests that are never answered stay in front. A removal moves
/// the requests in front of it, which are few. A hash map would allocate an entry for each message.
final class PendingRequests {
  /// The largest number of pending requests of one user.
  static final int MAX = 1 << 16;

  private static final int FIRST_SIZE = 4;

  /// The ring buffer of the requests' numbers. The lock of this object guards this field and all
  /// fields below.
  private long[] numbers = new long[FIRST_SIZE];

  private long[] times = new long[FIRST_SIZE];
  private int head;
  private int size;
  private long first;
  private long last;
  private long highestAnswered;
  private boolean isAbandoned;

  /// The number of the latest request at the time of [#lose]; 0 before.
  private long lostUpTo;

  /// The kinds of replies.
  enum Reply {
    /// The reply answers a pending request, and no reply to a later request has come before.
    IN_ORDER,
    /// The reply answers a pending request, but a reply to a later request has come before.
    LATE,
    /// The request was sent, but is no longer pending: it was answered, refused or removed before.
    NOT_PENDING,
    /// The request was never sent.
    NEVER_SENT,
    /// The user has abandoned all its requests.
    ABANDONED
  }

  /// A reply, and the request that it answers.
  ///
  /// @param scheduledAt the time that the request was scheduled for; 0 when the reply answers no
  ///   pending request
  record Match(Reply kind, long scheduledAt) {}

  /// Adds a request.
  ///
  /// @param number the number of the request, higher than the numbers of all earlier requests
  /// @return false when [#MAX] requests are pending
  synchronized boolean add(long number, long scheduledAt) {
    if (number <= last) {
      throw new IllegalStateException("request " + number + " after " + last);
    }
    if (size == MAX) {
      return false;
    }
    if (size == numbers.length) {
      grow();
    }
    int at = (head + size) & (numbers.length - 1);
    numbers[at] = number;
    times[at] = scheduledAt;
    size++;
    first = first == 0 ? number : first;
    last = number;
    return true;
  }

  /// Removes the request that a reply answers.
  ///
  /// @param number the number in the reply
  /// @return the kind of the reply, and the scheduled time of the request
  synchronized Match answer(long number) {
    if (isAbandoned) {
      return new Match(Reply.ABANDONED, 0);
    }
    int place = find(number);
    if (place < 0) {
      boolean isKnown = first != 0 && number >= first && number <= last;
      return new Match(isKnown ? Reply.NOT_PENDING : Reply.NEVER_SENT, 0);
    }
    long scheduledAt = times[(head + place) & (times.length - 1)];
    removeAt(place);
    Reply kind = number < highestAnswered ? Reply.LATE : Reply.IN_ORDER;
    highestAnswered = Math.max(highestAnswered, number);
    return new Match(kind, scheduledAt);
  }

  /// Adds the request of an iteration and sends it, or does neither: when [#MAX] requests are
  /// pending, or when the connection does not accept the packet. Counts the request as sent or not.
  ///
  /// @param packet sends the request
  void send(Iteration iteration, Supplier<SendResult> packet, Tally tally) {
    if (!add(iteration.number(), iteration.scheduledAt())) {
      tally.notSent();
    } else if (packet.get() == SendResult.QUEUED) {
      tally.sent(1);
    } else {
      tally.notSent();
      if (removeUnsent(iteration.number())) {
        tally.lostWithConnection(-1);
      }
    }
  }

  /// Removes a request that was not sent.
  ///
  /// @return whether [#lose] has counted the request
  private synchronized boolean removeUnsent(long number) {
    return remove(number) && number <= lostUpTo;
  }

  /// Removes a request and all earlier requests, because the server acknowledged them together.
  ///
  /// @param number the number of the latest acknowledged request; 0 acknowledges nothing
  /// @param each called with the scheduled time of each removed request, the oldest first
  /// @return `IN_ORDER` for a pending request, `NOT_PENDING` for a repeated acknowledgement, `LATE`
  ///   for a smaller number than an earlier acknowledgement, `NEVER_SENT` for an unknown request
  synchronized Reply acknowledge(long number, LongConsumer each) {
    if (isAbandoned) {
      return Reply.ABANDONED;
    }
    if (number <= highestAnswered) {
      return number == highestAnswered ? Reply.NOT_PENDING : Reply.LATE;
    }
    int place = find(number);
    if (place < 0) {
      return Reply.NEVER_SENT;
    }
    highestAnswered = number;
    for (int i = 0; i <= place; i++) {
      each.accept(times[head]);
      removeAt(0);
    }
    return Reply.IN_ORDER;
  }

  /// Removes a request that will have no reply.
  ///
  /// @return whether the request was pending
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

  /// Returns how many requests are pending, because they are lost with the connection. When one of
  /// them turns out not to have been sent, [#send] corrects the count.
  synchronized int lose() {
    lostUpTo = last;
    return size;
  }

  /// Abandons all pending requests. Later replies are [Reply#ABANDONED].
  ///
  /// @return how many requests were pending
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

  /// Removes one request, and moves the requests in front of it by one place.
  ///
  /// @param place the place of the request, counted from the oldest one
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
