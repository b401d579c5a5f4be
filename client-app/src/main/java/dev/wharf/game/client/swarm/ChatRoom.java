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

/// A room of the server's, in which only clients of the swarm sit, and the book of what each member
/// has to get.
///
/// The server numbers a room's messages without a gap, and says the next number when somebody joins
/// and when somebody leaves. So a member has to get exactly the numbers from the one to the other,
/// however many come and go meanwhile: that is what is expected of it. A number is known to exist
/// when anybody has got it or a later one, or has left after it.
///
/// A text that was sent and has not been seen under any number is expected by all who were members
/// when it was sent and still are. When its sender has waited for it long enough it is missing, and
/// expected by these for good; unless it is seen after all, when its number decides.
///
/// A member that drops its connection at will has to get what it got: the rest is abandoned, and so
/// are its texts that nobody has seen. One that loses its connection against its will has lost what
/// was known to exist.
///
/// A room that its last member has left is gone; the next of that name is another one.
///
/// Thread-safe: all is guarded by the room.
final class ChatRoom {
  /// How many more numbers there may be than texts that were sent: texts that were sent once and
  /// appear twice. What is further away was made up.
  private static final int MAX_AHEAD = 64;

  /// How long a text is kept at least: somebody may have joined before it was said, and not know
  /// yet.
  private static final long KEPT_NANOS = 5_000_000_000L;

  /// How long the text of somebody who has dropped the connection may still turn up.
  private static final long DOUBTFUL_NANOS = 30_000_000_000L;

  private static final int MANY = 16;

  private final int id;
  private final ScenarioContext context;
  private final Tally tally;
  private final List<Member> present = new ArrayList<>();
  private final Map<Long, Talker> talkers = new HashMap<>();

  /// Those that nobody has seen, by the time of sending.
  private final Set<Text> unseen = new LinkedHashSet<>();

  /// Judges which numbers have been seen by anybody.
  private @Nullable SequenceWindow seen;

  /// The highest number that is known to exist.
  private long highest;

  /// How many numbers exist that nobody has seen.
  private long unseenNumbers;

  /// What the tally was told so far to expect for [#unseen].
  private long toldOfUnseen;

  private long sumOfUnseen;

  ChatRoom(int id, ScenarioContext context) {
    this.id = id;
    this.context = context;
    this.tally = context.tally();
  }

  synchronized boolean isEmpty() {
    return present.isEmpty();
  }

  /// A member that has not joined.
  ///
  /// @param client its number in the swarm
  Member newMember(int client) {
    return new Member(client);
  }

  /// What somebody has said.
  private static final class Text {
    final Talker talker;
    final long sequence;
    final long scheduledAt;

    /// How many members were there when it was sent and still are; settled when it is missing.
    int receivers;

    /// How many have not got it yet, from when it has a number on.
    int left;

    boolean isMissing;
    boolean isAbandoned;

    /// The room's number; 0 when nobody has seen it.
    long number;

    boolean isLate;
    boolean hasReturned;

    Text(Talker talker, Iteration iteration, int receivers) {
      this.talker = talker;
      this.sequence = iteration.number();
      this.scheduledAt = iteration.scheduledAt();
      this.receivers = receivers;
    }

    boolean isOver(long now) {
      long age = now - scheduledAt;
      boolean isDone = number != 0 && left <= 0 && age > KEPT_NANOS;
      boolean isDoubtful = number == 0 && isAbandoned && age > DOUBTFUL_NANOS;
      return isDone || isDoubtful || age > LatencyRecorder.LONGEST.toNanos();
    }
  }

  /// Who says something, in the time of one connection.
  private static final class Talker {
    final int client;
    final Map<Long, Text> texts = new HashMap<>();
    long first;
    long last;

    /// The highest of its numbers that was seen, and the room's number of that.
    long highestSeen;

    long highestSeenAt;
    int waiting;
    boolean isGone;
    private int tidyAt = MANY;

    /// Lets go of texts of which nobody waits, or has waited for longer than can be measured.
    void tidy(long now) {
      if (texts.size() >= tidyAt) {
        drop(now);
        tidyAt = MANY + 2 * texts.size();
      }
    }

    Talker(int client) {
      this.client = client;
    }

    /// Whether it has gone, and nothing of it is under way.
    boolean isForgotten(long now) {
      if (isGone) {
        drop(now);
      }
      return isGone && texts.isEmpty();
    }

    private void drop(long now) {
      texts.values().removeIf(text -> (text.number != 0 || text.isAbandoned) && text.isOver(now));
    }
  }

  /// One client's place in the room, in the time of one connection.
  final class Member {
    private final Talker talker;
    private @Nullable SequenceWindow byRoom;
    private long first;
    private boolean isIn;
    private boolean isDropped;

    /// How many of the numbers that exist it has to get and has not got.
    private long owed;

    private Member(int client) {
      this.talker = new Talker(client);
    }

    int roomId() {
      return id;
    }

    boolean isIn() {
      synchronized (ChatRoom.this) {
        return isIn;
      }
    }

    /// The server let the client in.
    ///
    /// @param next the room's number of the first message that is to come
    void join(long idOfPlayer, long next) {
      synchronized (ChatRoom.this) {
        if (isIn) {
          return;
        }
        first = next;
        byRoom = new SequenceWindow(next);
        if (seen == null) {
          seen = new SequenceWindow(next);
          highest = next - 1;
        }
        long now = context.nanoTime();
        talkers.values().removeIf(one -> one.isForgotten(now));
        talkers.put(idOfPlayer, talker);
        reach(next - 1);
        isIn = true;
        present.add(this);
        owe(highest - next + 1);
        talkers.values().forEach(one -> one.texts.values().forEach(this::alsoWaitsFor));
      }
    }

    /// The client is about to say something.
    ///
    /// @return false when it may not: it is not in, or too many of its texts wait
    boolean saying(Iteration iteration) {
      synchronized (ChatRoom.this) {
        if (!isIn || talker.waiting >= RequestTracker.MAX_PENDING) {
          return false;
        }
        Text text = new Text(talker, iteration, present.size());
        talker.tidy(iteration.scheduledAt());
        talker.texts.put(text.sequence, text);
        talker.first = talker.first == 0 ? text.sequence : talker.first;
        talker.last = text.sequence;
        talker.waiting++;
        unseen.add(text);
        sumOfUnseen += text.receivers;
        tellOfUnseen();
        return true;
      }
    }

    /// What it said was not sent, or was refused.
    ///
    /// @return whether it had said that
    boolean unsay(long sequence) {
      synchronized (ChatRoom.this) {
        Text text = talker.texts.get(sequence);
        if (text == null || text.number != 0) {
          return false;
        }
        forget(text);
        return true;
      }
    }

    /// Whether all that it said has come back.
    boolean isQuiet() {
      synchronized (ChatRoom.this) {
        return talker.waiting == 0;
      }
    }

    /// Enters a message in the book, and counts what it is.
    void receive(ChatMessage message, long now) {
      synchronized (ChatRoom.this) {
        SequenceWindow window = byRoom;
        if (isDropped) {
          return;
        }
        Talker from = talkers.get(message.getSenderId());
        long sequence = Integer.toUnsignedLong(message.getClientSequence());
        if (!isIn
            || window == null
            || message.getRoomId() != id
            || from == null
            || sequence < from.first
            || sequence > from.last
            || message.getSequence() - highest > unseen.size() + MAX_AHEAD) {
          tally.unexpected();
          return;
        }
        if (!context.payload().matches(message.getText(), from.client, sequence)) {
          tally.corrupted();
        }
        long number = message.getSequence();
        Text text = see(number, from, sequence);
        long skippedBefore = window.skipped();
        Arrival inRoom = window.accept(number);
        tally.gap(window.skipped() - skippedBefore);
        judge(inRoom, text, number, now);
      }
    }

    /// The server let the client go.
    ///
    /// @param next the room's number of the first message that does not come any more; 0 when the
    ///   server does not say
    void leave(long next) {
      synchronized (ChatRoom.this) {
        if (isIn) {
          long end = next == 0 ? highest + 1 : next;
          reach(end - 1);
          long notMine = Math.max(0, highest - Math.max(end, first) + 1);
          owe(-notMine);
          talker.texts.values().stream().filter(text -> text.number == 0).forEach(this::miss);
          goneAway();
        }
      }
    }

    /// Those of its texts that nobody has seen are missing.
    void giveUp() {
      synchronized (ChatRoom.this) {
        talker.texts.values().stream().filter(text -> text.number == 0).forEach(this::miss);
      }
    }

    /// It closes its connection at will.
    void abandon() {
      synchronized (ChatRoom.this) {
        if (!isIn) {
          return;
        }
        isDropped = true;
        tally.abandoned(owed);
        talker.texts.values().stream().filter(text -> text.number == 0).forEach(this::abandon);
        goneAway();
      }
    }

    /// Its connection was closed against its will.
    void lose() {
      giveUp();
      synchronized (ChatRoom.this) {
        if (isIn) {
          goneAway();
        }
      }
    }

    private void judge(Arrival inRoom, Text text, long number, long now) {
      boolean isAgain = inRoom == Arrival.DUPLICATE || text.number != number;
      if (isAgain) {
        tally.arrived(Arrival.DUPLICATE);
        return;
      }
      tally.arrived(inRoom == Arrival.LATE || text.isLate ? Arrival.LATE : Arrival.IN_ORDER);
      context.latency().record(now - text.scheduledAt);
      owed--;
      text.left--;
      if (text.talker == talker && !text.hasReturned) {
        text.hasReturned = true;
        talker.waiting--;
      }
    }

    private void alsoWaitsFor(Text text) {
      if (text.number >= first) {
        text.left++;
      }
    }

    /// It is in the book for whoever gets it after all.
    private void abandon(Text text) {
      text.isAbandoned = true;
      noLongerUnseen(text);
    }

    private void miss(Text text) {
      text.isMissing = true;
    }

    private void owe(long numbers) {
      owed += numbers;
      tally.expect(numbers);
    }

    private void goneAway() {
      isIn = false;
      talker.isGone = true;
      present.remove(this);
      for (Text text : unseen) {
        if (!text.isMissing && text.receivers > 0) {
          text.receivers--;
          sumOfUnseen--;
        }
      }
      tellOfUnseen();
    }
  }

  /// All numbers up to this exist; whoever is in has to get them.
  private void reach(long number) {
    if (number <= highest) {
      return;
    }
    for (Member member : present) {
      member.owe(Math.max(0, number - Math.max(highest, member.first - 1)));
    }
    unseenNumbers += number - highest;
    highest = number;
    tellOfUnseen();
  }

  /// Somebody got a message of this number: who said it, and is it the first that is seen of it?
  private Text see(long number, Talker from, long sequence) {
    reach(number);
    Text text = from.texts.get(sequence);
    if (text == null) {
      text = gone(from, sequence, number);
    }
    if (seen == null || seen.accept(number) == Arrival.DUPLICATE) {
      return text;
    }
    unseenNumbers--;
    if (text.number == 0) {
      number(text, number);
    } else if (text.number != number) {
      withdraw(number);
    }
    tellOfUnseen();
    return text;
  }

  /// A text that is not kept any more, as all had got it.
  private static Text gone(Talker from, long sequence, long number) {
    Text text = new Text(from, new Iteration(sequence, 0), 0);
    text.number = -number;
    text.hasReturned = true;
    return text;
  }

  private void number(Text text, long number) {
    Talker talker = text.talker;
    text.number = number;
    text.isLate = text.sequence < talker.highestSeen && talker.highestSeenAt < number;
    if (text.sequence > talker.highestSeen) {
      talker.highestSeen = text.sequence;
      talker.highestSeenAt = number;
    }
    text.left = (int) present.stream().filter(member -> member.first <= number).count();
    noLongerUnseen(text);
  }

  /// A text that has a number already came under a second one: nobody has to get that.
  private void withdraw(long number) {
    for (Member member : present) {
      if (member.first <= number) {
        member.owe(-1);
      }
    }
  }

  private void noLongerUnseen(Text text) {
    if (unseen.remove(text)) {
      sumOfUnseen -= text.receivers;
    }
  }

  private void forget(Text text) {
    noLongerUnseen(text);
    text.talker.texts.remove(text.sequence);
    text.talker.waiting--;
    tellOfUnseen();
  }

  /// For each number that exists and that nobody has seen, one of the texts that nobody has seen is
  /// expected under that number already: the oldest.
  private void tellOfUnseen() {
    long expected = sumOfUnseen;
    if (unseenNumbers > 0) {
      expected -= unseen.stream().limit(unseenNumbers).mapToLong(t -> t.receivers).sum();
    }
    tally.expect(expected - toldOfUnseen);
    toldOfUnseen = expected;
  }
}
