package dev.wharf.game.client.swarm;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.measure.SequenceWindow;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
/// number decides. [UnnumberedTexts] has these texts.
///
/// **Leaving.** A member that drops its connection on purpose abandons its pending deliveries, and
/// its texts without a number. A member that is disconnected loses all pending deliveries of
/// numbers that exist.
///
/// The server deletes a room when its last member leaves. A later room with the same name is
/// another room, with another id, also when the server was started again in between.
///
/// Thread-safe: the monitor of the room guards all its state, including the state of its members
/// and texts. Only [ChatMember], which holds the monitor, calls the methods that are not
/// synchronized.
final class ChatRoom {
  /// The margin for texts that arrive under two numbers. A message counts as unexpected when its
  /// number is higher than the sum of the highest existing number, the number of texts without a
  /// number, and this margin.
  private static final int MAX_AHEAD = 64;

  /// How long a room is kept after its last member has dropped or lost its connection. The server
  /// may still have this member until its idle timeout, and let others join the same room.
  private static final long KEEP_EMPTY_NANOS = Duration.ofMinutes(10).toNanos();

  private final int id;
  private final ScenarioContext context;
  private final PendingJoins joins;
  private final List<ChatMember> members = new ArrayList<>();

  /// The senders of texts by player id. They include members that have left.
  private final Map<Long, ChatSender> senders = new HashMap<>();

  private final UnnumberedTexts unnumbered;

  /// The numbers that any member has got; null before the first join.
  private @Nullable SequenceWindow arrived;

  /// The highest number that exists.
  private long highest;

  /// The lowest number that any member must get.
  private long lowest;

  /// The time until which the server may have a member that has dropped or lost its connection.
  /// Valid only when [#hasGoneMember].
  private long keptUntil;

  private boolean hasGoneMember;

  /// @param joins the pending requests to join the room
  ChatRoom(int id, ScenarioContext context, PendingJoins joins) {
    this.id = id;
    this.context = context;
    this.joins = joins;
    this.unnumbered = new UnnumberedTexts(context.tally());
  }

  int id() {
    return id;
  }

  /// Returns whether the server has deleted the room: all members have left. A member that has
  /// dropped or lost its connection counts for a time, because the server may not have seen the end
  /// of the connection.
  synchronized boolean isOver(long now) {
    return members.isEmpty() && !(hasGoneMember && now - keptUntil < 0);
  }

  // ---- for members, which hold the monitor

  /// Adds a member.
  ///
  /// @param next the first number that the member must get
  /// @return how many of the existing numbers the member must get
  long add(ChatMember member, long playerId, long next) {
    if (arrived == null) {
      arrived = new SequenceWindow(1);
      highest = next - 1;
      lowest = next;
    } else if (next < lowest) {
      unnumbered.open(lowest - next);
      lowest = next;
    }
    long now = context.nanoTime();
    senders.values().removeIf(one -> one.isRemovable(now));
    senders.put(playerId, member.sender());
    extendTo(next - 1);
    members.add(member);
    return highest - next + 1;
  }

  void remove(ChatMember member) {
    members.remove(member);
    unnumbered.removeReceiver();
  }

  /// Records that the server may still have a member that has dropped or lost its connection.
  void keepForGoneMember() {
    hasGoneMember = true;
    keptUntil = context.nanoTime() + KEEP_EMPTY_NANOS;
  }

  PendingJoins joins() {
    return joins;
  }

  void loseSender(ChatSender sender) {
    unnumbered.loseSender(sender);
  }

  @Nullable ChatSender sender(long playerId) {
    return senders.get(playerId);
  }

  /// Returns all texts that are kept.
  Stream<ChatText> texts() {
    return senders.values().stream().flatMap(one -> one.texts.values().stream());
  }

  /// Adds a text before it is sent.
  void register(ChatSender sender, Iteration iteration) {
    ChatText text = new ChatText(sender, iteration, members.size());
    sender.add(text);
    unnumbered.add(text);
  }

  /// Removes a text that will not arrive.
  void remove(ChatText text) {
    text.sender.texts.remove(text.sequence);
    text.sender.pending--;
    unnumbered.remove(text);
  }

  /// Stops expecting deliveries of a text. The text is kept, because it may still arrive.
  void abandon(ChatText text) {
    text.isAbandoned = true;
    unnumbered.remove(text);
  }

  /// Returns whether the room cannot have given this number yet.
  boolean isTooHigh(long number) {
    return number - highest > unnumbered.size() + MAX_AHEAD;
  }

  /// Returns how many existing numbers a member does not get because it leaves.
  ///
  /// @param first the first number that the member must get
  /// @param next the first number that the member does not get; 0 when the server does not report
  ///   it
  long numbersAfterLeaving(long first, long next) {
    long end = next == 0 ? highest + 1 : next;
    extendTo(end - 1);
    return Math.max(0, highest - Math.max(end, first) + 1);
  }

  /// Records that a member got a text of a sender under a number. The first member that gets the
  /// text reveals its number.
  ///
  /// @return the text, or a substitute when the text was removed ([#removedText])
  ChatText recordNumber(long number, ChatSender from, long sequence, long now) {
    extendTo(number);
    ChatText text = from.texts.get(sequence);
    if (text == null) {
      text = removedText(from, sequence, number);
    }
    // The window gets each number once. It is not exact for repeated numbers far below the highest.
    boolean isKnown = text.number == number;
    if (isKnown || arrived == null || arrived.accept(number) == Arrival.DUPLICATE) {
      return text;
    }
    if (text.number == 0) {
      from.arrivedAs(text, number, now);
      text.pendingReceivers =
          (int) members.stream().filter(member -> member.first() <= number).count();
    } else {
      exclude(number);
    }
    unnumbered.close(text);
    return text;
  }

  /// Records that all numbers up to this one exist, so that all members must get them.
  private void extendTo(long number) {
    if (number <= highest) {
      return;
    }
    for (ChatMember member : members) {
      member.expect(Math.max(0, number - Math.max(highest, member.first() - 1)));
    }
    unnumbered.open(number - highest);
    highest = number;
  }

  /// Returns a substitute for a text that was removed after all members had got it. The
  /// substitute's number differs from the one that arrived, so that the arrival counts as a
  /// duplicate.
  private static ChatText removedText(ChatSender from, long sequence, long number) {
    ChatText text = new ChatText(from, new Iteration(sequence, 0), 0);
    text.number = -number;
    text.hasReturned = true;
    return text;
  }

  /// Stops expecting deliveries of a number, because its text has arrived before under another
  /// number.
  private void exclude(long number) {
    for (ChatMember member : members) {
      if (member.first() <= number) {
        member.expect(-1);
      }
    }
  }
}
