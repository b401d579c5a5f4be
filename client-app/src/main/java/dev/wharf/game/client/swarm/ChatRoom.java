package dev.wharf.game.client.swarm;

import dev.wharf.game.proto.ChatMessage;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.RequestTracker;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.SequenceWindow;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import dev.wharf.swarm.measure.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Computes which deliveries each member of a chat room must get, and counts all arrivals. The room
/// has only users of the swarm.
///
/// **Numbers.** The server numbers the messages of a room without gaps. It reports the next number
/// to a user that joins and to a user that leaves. So a member must get exactly the numbers between
/// these two, however many members come and go in between. A number exists when any member got it
/// or a higher one, or left after it.
///
/// **Texts without a number.** A text that was sent, and that no member has got yet, has no known
/// number. All users that were members when the text was sent, and still are, are expected to get
/// the text. When its sender has waited for it for the settle timeout, the text counts as lost:
/// these deliveries stay expected, even when members leave. If the text arrives after all, its
/// number decides.
///
/// **Leaving.** A member that drops its connection on purpose abandons its pending deliveries, and
/// its texts without a number. A member that is disconnected loses all pending deliveries of
/// numbers that exist.
///
/// The server deletes a room when its last member leaves. A later room with the same name is
/// another room, with another id.
///
/// Thread-safe: the monitor of the room guards all its state, including the state of its members
/// and texts.
final class ChatRoom {
  /// The margin for texts that arrive under two numbers. A message counts as unexpected when its
  /// number is higher than the sum of the highest existing number, the number of texts without a
  /// number, and this margin.
  private static final int MAX_AHEAD = 64;

  /// The shortest time that a text with a number is kept, counted from its scheduled time. A user
  /// that joined before the text was sent may get the reply to its join, and the text, after all
  /// other members.
  private static final long KEEP_NANOS = 5_000_000_000L;

  /// The time for which an abandoned text is kept, because the text may still arrive.
  private static final long KEEP_ABANDONED_NANOS = 30_000_000_000L;

  /// A sender with fewer texts than this number keeps all of them.
  private static final int PRUNE_THRESHOLD = 16;

  private final int id;
  private final ScenarioContext context;
  private final Tally tally;
  private final List<Member> members = new ArrayList<>();

  /// The senders of texts by player id. They include members that have left.
  private final Map<Long, Sender> senders = new HashMap<>();

  /// The texts without a number, in the order of sending.
  private final Set<Text> unnumbered = new LinkedHashSet<>();

  /// The numbers that any member has got; null before the first join.
  private @Nullable SequenceWindow arrived;

  /// The highest number that exists.
  private long highest;

  /// The number of existing numbers that no member has got yet.
  private long openNumbers;

  /// The number of deliveries of [#unnumbered] texts that the tally expects at the moment.
  private long expectedUnnumbered;

  /// How many of these deliveries have a sender that lost its connection.
  private long unnumberedWithoutSender;

  /// Whether a member has dropped its connection.
  private boolean hasDroppedMember;

  /// Whether a member has lost its connection.
  private boolean hasLostMember;

  /// The sum of [Text#receivers] of all [#unnumbered] texts.
  private long unnumberedReceivers;

  ChatRoom(int id, ScenarioContext context) {
    this.id = id;
    this.context = context;
    this.tally = context.tally();
  }

  /// Returns whether the server has deleted the room: all members have left in good order. The
  /// server may not have seen the end of a connection that was dropped or lost.
  synchronized boolean isOver() {
    return members.isEmpty() && !hasLostMember && !hasDroppedMember;
  }

  /// Creates a member for a user that has not joined yet.
  ///
  /// @param client the user's index in the run
  Member newMember(int client) {
    return new Member(client);
  }

  /// A text that a user sent to the room.
  private static final class Text {
    final Sender sender;

    /// The number that the sender has given to the text.
    final long sequence;

    final long scheduledAt;

    /// The number of users that were members when the text was sent, and still are. Does not change
    /// any more once the text is lost.
    int receivers;

    /// The number of members that have not got the text yet. Valid only when the text has a number.
    int pendingReceivers;

    boolean isLost;
    boolean isAbandoned;

    /// The number that the room has given to the text; 0 while this number is unknown.
    long number;

    /// Whether the room has given a smaller number to a later text of the same sender.
    boolean isLate;

    /// Whether the sender has got the text back.
    boolean hasReturned;

    Text(Sender sender, Iteration iteration, int receivers) {
      this.sender = sender;
      this.sequence = iteration.number();
      this.scheduledAt = iteration.scheduledAt();
      this.receivers = receivers;
    }

    /// Returns whether the text need not be kept: all members have got it and `KEEP_NANOS` have
    /// passed, or it was abandoned and `KEEP_ABANDONED_NANOS` have passed, or it is too old for a
    /// measurement of its latency.
    ///
    /// @param now the present time in nanoseconds
    boolean isOver(long now) {
      long age = now - scheduledAt;
      boolean isDelivered = number != 0 && pendingReceivers <= 0 && age > KEEP_NANOS;
      boolean isForgotten = number == 0 && isAbandoned && age > KEEP_ABANDONED_NANOS;
      return isDelivered || isForgotten || age > LatencyRecorder.LONGEST.toNanos();
    }
  }

  /// A user that sends texts. Each connection of a user has its own object.
  private static final class Sender {
    final int client;

    /// The texts by the numbers that the sender has given to them.
    final Map<Long, Text> texts = new HashMap<>();

    long first;
    long last;

    /// The highest of the sender's own numbers under which a text has arrived. [#highestArrivedAs]
    /// is the room's number of that text.
    long highestArrived;

    long highestArrivedAs;

    /// The number of the sender's texts that the sender itself has not got back yet.
    int pending;

    boolean hasLeft;
    boolean hasLostConnection;
    private int pruneAt = PRUNE_THRESHOLD;

    Sender(int client) {
      this.client = client;
    }

    /// Removes texts that need not be kept any more. Does nothing while there are few texts, so
    /// that the average cost of a text does not grow.
    void prune(long now) {
      if (texts.size() >= pruneAt) {
        removeOver(now);
        pruneAt = PRUNE_THRESHOLD + 2 * texts.size();
      }
    }

    /// Returns whether the sender has left, and none of its texts must be kept.
    boolean isRemovable(long now) {
      if (hasLeft) {
        removeOver(now);
      }
      return hasLeft && texts.isEmpty();
    }

    private void removeOver(long now) {
      texts.values().removeIf(text -> (text.number != 0 || text.isAbandoned) && text.isOver(now));
    }
  }

  /// A user in the room. Each connection of a user has its own object.
  final class Member {
    private final Sender sender;
    private @Nullable SequenceWindow byNumber;

    /// The first number that the member must get.
    private long first;

    private boolean isMember;
    private boolean isDropped;

    /// The number of existing numbers that the member must get and has not got yet.
    private long pending;

    private Member(int client) {
      this.sender = new Sender(client);
    }

    int roomId() {
      return id;
    }

    boolean isIn() {
      synchronized (ChatRoom.this) {
        return isMember;
      }
    }

    /// Records that the server has let the user join.
    ///
    /// @param next the first number that the member must get
    void join(long playerId, long next) {
      synchronized (ChatRoom.this) {
        if (isMember) {
          return;
        }
        first = next;
        byNumber = new SequenceWindow(next);
        if (arrived == null) {
          arrived = new SequenceWindow(next);
          highest = next - 1;
        }
        long now = context.nanoTime();
        senders.values().removeIf(one -> one.isRemovable(now));
        senders.put(playerId, sender);
        extendTo(next - 1);
        isMember = true;
        members.add(this);
        expect(highest - next + 1);
        senders.values().forEach(one -> one.texts.values().forEach(this::addAsReceiver));
      }
    }

    /// Registers a text before it is sent.
    ///
    /// @return false when the user must not send the text, because the user is not a member or has
    ///   too many pending texts
    boolean register(Iteration iteration) {
      synchronized (ChatRoom.this) {
        if (!isMember || sender.pending >= RequestTracker.MAX_PENDING) {
          return false;
        }
        Text text = new Text(sender, iteration, members.size());
        sender.prune(iteration.scheduledAt());
        sender.texts.put(text.sequence, text);
        sender.first = sender.first == 0 ? text.sequence : sender.first;
        sender.last = text.sequence;
        sender.pending++;
        unnumbered.add(text);
        unnumberedReceivers += text.receivers;
        updateExpected();
        return true;
      }
    }

    /// Removes a registered text that was not sent, or that the server refused.
    ///
    /// @return true when the text was removed; false when there is no text with this number, or
    ///   when it has arrived
    boolean cancel(long sequence) {
      synchronized (ChatRoom.this) {
        Text text = sender.texts.get(sequence);
        if (text == null || text.number != 0) {
          return false;
        }
        remove(text);
        return true;
      }
    }

    /// Returns whether the user has got back all texts that it has sent.
    boolean isQuiet() {
      synchronized (ChatRoom.this) {
        return sender.pending == 0;
      }
    }

    /// Checks a received message, and counts it in the tally.
    void receive(ChatMessage message, long now) {
      synchronized (ChatRoom.this) {
        SequenceWindow window = byNumber;
        if (isDropped) {
          return;
        }
        Sender from = senders.get(message.getSenderId());
        long sequence = Integer.toUnsignedLong(message.getClientSequence());
        if (!isMember
            || window == null
            || message.getRoomId() != id
            || from == null
            || sequence < from.first
            || sequence > from.last
            || message.getSequence() - highest > unnumbered.size() + MAX_AHEAD) {
          tally.unexpected();
          return;
        }
        if (!context.payload().matches(message.getText(), from.client, sequence)) {
          tally.corrupted();
        }
        long number = message.getSequence();
        Text text = recordNumber(number, from, sequence);
        long skippedBefore = window.skipped();
        Arrival arrival = window.accept(number);
        tally.gap(window.skipped() - skippedBefore);
        countArrival(arrival, text, number, now);
      }
    }

    /// Records that the server has let the user leave.
    ///
    /// @param next the first number that the member does not get; 0 when the server does not report
    ///   it
    void leave(long next) {
      synchronized (ChatRoom.this) {
        if (isMember) {
          long end = next == 0 ? highest + 1 : next;
          extendTo(end - 1);
          long afterLeaving = Math.max(0, highest - Math.max(end, first) + 1);
          expect(-afterLeaving);
          loseUnnumbered();
          endMembership();
        }
      }
    }

    /// Declares that the user's texts without a number are lost, because the user stops waiting for
    /// them.
    void giveUp() {
      synchronized (ChatRoom.this) {
        loseUnnumbered();
      }
    }

    /// Records that the user is about to close its connection on purpose.
    void abandon() {
      synchronized (ChatRoom.this) {
        if (!isMember) {
          return;
        }
        isDropped = true;
        hasDroppedMember = true;
        tally.abandoned(pending);
        sender.texts.values().stream().filter(text -> text.number == 0).forEach(this::abandon);
        endMembership();
      }
    }

    /// Records that the user was disconnected.
    void lose() {
      giveUp();
      synchronized (ChatRoom.this) {
        if (isMember) {
          hasLostMember = true;
          sender.hasLostConnection = true;
          tally.lostWithConnection(pending);
          endMembership();
        }
      }
    }

    private void countArrival(Arrival arrival, Text text, long number, long now) {
      if (arrival == Arrival.DUPLICATE || text.number != number) {
        tally.arrived(Arrival.DUPLICATE);
        return;
      }
      tally.arrived(arrival == Arrival.LATE || text.isLate ? Arrival.LATE : Arrival.IN_ORDER);
      context.latency().record(now - text.scheduledAt);
      pending--;
      text.pendingReceivers--;
      if (text.sender == sender && !text.hasReturned) {
        text.hasReturned = true;
        sender.pending--;
      }
    }

    private void addAsReceiver(Text text) {
      if (text.number >= first) {
        text.pendingReceivers++;
      }
    }

    /// Stops expecting deliveries of a text. The text is kept, because it may still arrive.
    private void abandon(Text text) {
      text.isAbandoned = true;
      removeUnnumbered(text);
    }

    private void loseUnnumbered() {
      for (Text text : sender.texts.values()) {
        text.isLost |= text.number == 0;
      }
    }

    private void expect(long numbers) {
      pending += numbers;
      tally.expect(numbers);
    }

    private void endMembership() {
      isMember = false;
      sender.hasLeft = true;
      members.remove(this);
      for (Text text : unnumbered) {
        if (!text.isLost && text.receivers > 0) {
          text.receivers--;
          unnumberedReceivers--;
        }
      }
      updateExpected();
    }
  }

  /// Records that all numbers up to this one exist, so that all members must get them.
  private void extendTo(long number) {
    if (number <= highest) {
      return;
    }
    for (Member member : members) {
      member.expect(Math.max(0, number - Math.max(highest, member.first - 1)));
    }
    openNumbers += number - highest;
    highest = number;
    updateExpected();
  }

  /// Records that a member got a text of a sender under a number. The first member that gets the
  /// text reveals its number.
  ///
  /// @return the text, or a substitute when the text was removed ([#removedText])
  private Text recordNumber(long number, Sender from, long sequence) {
    extendTo(number);
    Text text = from.texts.get(sequence);
    if (text == null) {
      text = removedText(from, sequence, number);
    }
    if (arrived == null || arrived.accept(number) == Arrival.DUPLICATE) {
      return text;
    }
    openNumbers--;
    if (text.number == 0) {
      assign(text, number);
    } else if (text.number != number) {
      exclude(number);
    }
    updateExpected();
    return text;
  }

  /// Returns a substitute for a text that was removed after all members had got it. The
  /// substitute's number differs from the one that arrived, so that the arrival counts as a
  /// duplicate.
  private static Text removedText(Sender from, long sequence, long number) {
    Text text = new Text(from, new Iteration(sequence, 0), 0);
    text.number = -number;
    text.hasReturned = true;
    return text;
  }

  private void assign(Text text, long number) {
    Sender sender = text.sender;
    text.number = number;
    text.isLate = text.sequence < sender.highestArrived && sender.highestArrivedAs < number;
    if (text.sequence > sender.highestArrived) {
      sender.highestArrived = text.sequence;
      sender.highestArrivedAs = number;
    }
    text.pendingReceivers = (int) members.stream().filter(member -> member.first <= number).count();
    removeUnnumbered(text);
  }

  /// Stops expecting deliveries of a number, because its text has arrived before under another
  /// number.
  private void exclude(long number) {
    for (Member member : members) {
      if (member.first <= number) {
        member.expect(-1);
      }
    }
  }

  private void removeUnnumbered(Text text) {
    if (unnumbered.remove(text)) {
      unnumberedReceivers -= text.receivers;
    }
  }

  private void remove(Text text) {
    removeUnnumbered(text);
    text.sender.texts.remove(text.sequence);
    text.sender.pending--;
    updateExpected();
  }

  /// Tells the tally how many deliveries of unnumbered texts are expected. A number is open when it
  /// exists and no member has got it yet. Each open number belongs to one of the unnumbered texts,
  /// and the deliveries of that text are already expected under the number. So the oldest
  /// unnumbered texts, one for each open number, do not count.
  private void updateExpected() {
    long expected = unnumberedReceivers;
    if (openNumbers > 0) {
      expected -= unnumbered.stream().limit(openNumbers).mapToLong(text -> text.receivers).sum();
    }
    tally.expect(expected - expectedUnnumbered);
    expectedUnnumbered = expected;
    if (hasLostMember) {
      updateLost();
    }
  }

  /// Tells the tally how many of the expected deliveries of unnumbered texts are lost, because
  /// their sender lost its connection before the server got the text.
  private void updateLost() {
    long lost =
        unnumbered.stream()
            .skip(openNumbers)
            .filter(text -> text.sender.hasLostConnection)
            .mapToLong(text -> text.receivers)
            .sum();
    tally.lostWithConnection(lost - unnumberedWithoutSender);
    unnumberedWithoutSender = lost;
  }
}
