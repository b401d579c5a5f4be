package dev.wharf.game.client.swarm;

import dev.wharf.swarm.measure.Tally;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The texts of a [ChatRoom] that no member has got yet, so that their numbers are unknown. Tells
/// the tally how many deliveries of them are expected, and how many of these are lost because their
/// sender lost its connection before the server got the text.
///
/// A number is open when it exists and no member has got it yet. Each open number belongs to one of
/// these texts, and the deliveries of that text are already expected under the number. So the
/// oldest texts, one for each open number, do not count.
///
/// The monitor of the room guards this object.
final class UnnumberedTexts {
  /// While there are fewer texts than this number, none is forgotten.
  private static final int FORGET_THRESHOLD = 64;

  private final Tally tally;

  /// The texts in the order of sending.
  private final Set<ChatText> texts = new LinkedHashSet<>();

  /// The number of existing numbers that no member has got yet.
  private long openNumbers;

  /// The sum of [ChatText#receivers] of all texts.
  private long receivers;

  /// The part of [#receivers] whose sender has lost its connection.
  private long receiversWithoutSender;

  /// The number of deliveries that the tally expects at the moment.
  private long expected;

  /// The part of [#expected] that the tally counts as lost with a connection.
  private long lost;

  private int forgetAt = FORGET_THRESHOLD;

  UnnumberedTexts(Tally tally) {
    this.tally = tally;
  }

  int size() {
    return texts.size();
  }

  /// Adds a text before it is sent.
  void add(ChatText text) {
    forgetLost(text.scheduledAt);
    texts.add(text);
    receivers += text.receivers;
    update();
  }

  /// Removes a text: its number is known now, or no delivery of it is expected any more.
  void remove(ChatText text) {
    if (texts.remove(text)) {
      count(text, -text.receivers);
      update();
    }
  }

  /// Records that numbers exist now, and no member has got them yet.
  void open(long numbers) {
    openNumbers += numbers;
    update();
  }

  /// Records that a member has got an open number, which belongs to this text.
  void close(ChatText text) {
    openNumbers--;
    if (texts.remove(text)) {
      count(text, -text.receivers);
    }
    update();
  }

  /// Records that a member has left the room, so that it gets none of the texts. A text that is
  /// lost already stays lost for this member, too.
  void removeReceiver() {
    for (ChatText text : texts) {
      if (!text.isLost && text.receivers > 0) {
        text.receivers--;
        count(text, -1);
      }
    }
    update();
  }

  /// Records that a sender has lost its connection. Its texts must be lost already.
  void loseSender(ChatSender sender) {
    sender.hasLostConnection = true;
    for (ChatText text : texts) {
      receiversWithoutSender += text.sender == sender ? text.receivers : 0;
    }
    update();
  }

  private void count(ChatText text, int more) {
    receivers += more;
    receiversWithoutSender += text.sender.hasLostConnection ? more : 0;
  }

  private void update() {
    long nowExpected = receivers - receiversOfOpen(_ -> true);
    tally.expect(nowExpected - expected);
    expected = nowExpected;
    long nowLost = receiversWithoutSender - receiversOfOpen(text -> text.sender.hasLostConnection);
    tally.lostWithConnection(nowLost - lost);
    lost = nowLost;
  }

  private long receiversOfOpen(Predicate<ChatText> condition) {
    return openNumbers <= 0
        ? 0
        : texts.stream()
            .limit(openNumbers)
            .filter(condition)
            .mapToLong(text -> text.receivers)
            .sum();
  }

  /// Forgets lost texts that are too old for a measurement. They stay expected, and lost, in the
  /// tally. Does nothing while there are few texts, so that the average cost of a text does not
  /// grow.
  private void forgetLost(long now) {
    if (texts.size() < forgetAt) {
      return;
    }
    List<ChatText> old = new ArrayList<>();
    texts.stream()
        .skip(Math.max(0, openNumbers))
        .filter(text -> text.isLost && text.isTooOld(now))
        .forEach(old::add);
    for (ChatText text : old) {
      texts.remove(text);
      text.sender.texts.remove(text.sequence);
      count(text, -text.receivers);
      expected -= text.receivers;
      lost -= text.sender.hasLostConnection ? text.receivers : 0;
    }
    forgetAt = FORGET_THRESHOLD + 2 * texts.size();
  }
}
