package dev.wharf.game.client.swarm;

import dev.wharf.swarm.measure.Tally;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The whispers to one user, for the time of one login. The user must get a whisper when its sender
/// has got the receipt. Whispers of one sender come in the order of sending.
///
/// When a login was not answered, the user logs in again with the same name. The server may have
/// accepted the first login, too. Then whispers go to its player until the second login takes over.
/// So whispers that were sent before the user is in its room are uncertain: they need not arrive.
///
/// Thread-safe.
final class WhisperInbox {
  private final String name;
  private final Tally tally;

  /// The whispers that were sent and have not arrived, by the names of their senders.
  private final Map<String, Deque<Whisper>> bySender = new HashMap<>();

  /// The latest whisper that has arrived.
  private @Nullable Whisper latest;

  /// The number of whispers that the user waits for.
  private long expected;

  /// Whether the server may have accepted a login of the user without the user's knowledge.
  private boolean hasFailedLogin;

  /// Whether the user gets no whispers any more, because its connection has ended or will end.
  private boolean isOver;

  /// @param name the name of the user
  WhisperInbox(String name, Tally tally) {
    this.name = name;
    this.tally = tally;
  }

  String name() {
    return name;
  }

  /// Adds a whisper before it is sent.
  synchronized void add(Whisper whisper) {
    if (!isOver) {
      whisper.isUncertain = hasFailedLogin && !whisper.hasOnlineRecipient;
      bySender.computeIfAbsent(whisper.from.name(), _ -> new ArrayDeque<>()).add(whisper);
    }
  }

  /// Removes a whisper that was not sent, or that the server refused.
  ///
  /// @return false when the whisper has arrived
  synchronized boolean remove(Whisper whisper) {
    bySender.computeIfPresent(
        whisper.from.name(),
        (_, sent) -> {
          sent.remove(whisper);
          return sent.isEmpty() ? null : sent;
        });
    return !whisper.isDelivered;
  }

  /// Records that the sender of a whisper has got the receipt.
  synchronized void confirm(Whisper whisper) {
    if (!isOver && !whisper.isDelivered && !whisper.isUncertain) {
      whisper.isConfirmed = true;
      expected++;
      tally.expect(1);
    }
  }

  /// Records that a whisper of this sender has arrived. Uncertain whispers that were sent before it
  /// do not arrive any more.
  ///
  /// @param isExact returns whether a whisper is the one that has arrived
  /// @return the whisper; null when the sender sent none that has not arrived
  synchronized @Nullable Whisper deliver(String sender, Predicate<Whisper> isExact) {
    Deque<Whisper> sent = bySender.get(sender);
    if (sent == null) {
      return null;
    }
    while (sent.size() > 1 && sent.element().isUncertain && !isExact.test(sent.element())) {
      sent.remove();
    }
    Whisper whisper = sent.remove();
    boolean _ = remove(whisper);
    whisper.isDelivered = true;
    if (!whisper.isConfirmed) {
      tally.expect(1);
    } else if (!whisper.isLost) {
      expected--;
    }
    latest = whisper;
    return whisper;
  }

  synchronized @Nullable Whisper latest() {
    return latest;
  }

  synchronized boolean isOver() {
    return isOver;
  }

  /// Returns whether the user waits for no whisper.
  synchronized boolean isQuiet() {
    return expected == 0;
  }

  /// Declares that the whispers that the user waits for are lost, unless they still come.
  synchronized void giveUp() {
    bySender.values().stream()
        .flatMap(Deque::stream)
        .filter(whisper -> whisper.isConfirmed)
        .forEach(whisper -> whisper.isLost = true);
    expected = 0;
  }

  /// Records that a login of the user has failed. The server may have accepted it all the same.
  synchronized void loginFailed() {
    hasFailedLogin = true;
    tally.abandoned(expected);
    expected = 0;
    bySender.values().stream()
        .flatMap(Deque::stream)
        .forEach(
            whisper -> {
              whisper.isUncertain = true;
              whisper.isConfirmed = false;
            });
  }

  /// Records that the user is about to close its connection on purpose.
  synchronized void abandon() {
    tally.abandoned(expected);
    end();
  }

  /// Records that the user was disconnected.
  synchronized void lose() {
    tally.lostWithConnection(expected);
    end();
  }

  private void end() {
    isOver = true;
    expected = 0;
    bySender.clear();
  }
}
