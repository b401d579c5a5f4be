package dev.wharf.game.client.swarm;

import dev.wharf.engine.SendResult;
import dev.wharf.game.proto.ChatFailureCode;
import dev.wharf.game.proto.WhisperMessage;
import dev.wharf.game.proto.WhisperRequest;
import dev.wharf.protocol.system.Failure;
import dev.wharf.swarm.DeliveryTracker;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.PerClient;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.SwarmClient;
import dev.wharf.swarm.measure.SequenceWindow.Arrival;
import dev.wharf.swarm.measure.Tally;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Lets users whisper to users of the same room, and counts the receipts and the deliveries.
///
/// A whisper has a receipt or a refusal, which is its delivery to the sender. When the sender has
/// the receipt, the recipient must get the whisper once, unless its connection ends. The recipient
/// may be about to log in, or may have left. Then the server may refuse the whisper with
/// `PLAYER_NOT_FOUND`. This is no error. But it is wrong when the recipient was in its room before
/// the whisper was sent, and stayed there: such a whisper counts as lost.
final class Whispers implements DeliveryTracker {
  /// A user whispers in each iteration whose number is a multiple of this one.
  private static final int EVERY = 10;

  /// The failure codes with which the server refuses a whisper.
  private static final Set<Integer> REFUSALS =
      Set.of(ChatFailureCode.TEXT_REJECTED_VALUE, ChatFailureCode.CHAT_TOO_FAST_VALUE);

  private final ScenarioContext context;
  private final Tally tally;
  private final Predicate<SwarmClient> isInRoom;
  private final int packetId;
  private final PerClient<Whisperer> senders;

  /// The inbox of each user's present or latest login, by the user's index in the run.
  private final Map<Integer, WhisperInbox> inboxes = new ConcurrentHashMap<>();

  /// @param isInRoom returns whether the server has let a user join its room
  Whispers(ScenarioContext context, Predicate<SwarmClient> isInRoom) {
    this.context = context;
    this.tally = context.tally();
    this.isInRoom = isInRoom;
    this.packetId = context.packetId(WhisperRequest.getDefaultInstance());
    this.senders = context.perClient(_ -> new Whisperer());
    context.on(WhisperMessage.class, this::onMessage);
    context.track(this);
  }

  /// Records that a user is about to send a text to its room, and whispers in some iterations.
  void onIteration(SwarmClient client, Iteration iteration) {
    senders.of(client).says(iteration.number());
    SwarmClient recipient = iteration.number() % EVERY == 0 ? recipient(client, iteration) : null;
    if (recipient != null && senders.of(client).isQuiet()) {
      WhisperInbox inbox = inboxOf(recipient);
      send(new Whisper(client, recipient, inbox, iteration, isInRoom.test(recipient)));
    }
  }

  /// Records that a user has got back a text that it sent to its room.
  void onOwnText(SwarmClient client, long number) {
    tally.expect(senders.of(client).heard(number));
  }

  /// Returns another user of the same room, which need not be logged in; null when there is none.
  private @Nullable SwarmClient recipient(SwarmClient client, Iteration iteration) {
    int size = context.roomSize();
    int first = client.index() / size * size;
    int other = first + context.random(client, iteration).nextInt(size);
    return other == client.index() ? null : context.client(other);
  }

  private WhisperInbox inboxOf(SwarmClient client) {
    return inboxes.compute(
        client.index(),
        (_, known) ->
            known != null && known.name().equals(client.name())
                ? known
                : new WhisperInbox(client.name(), tally));
  }

  private void send(Whisper whisper) {
    Whisperer sender = senders.of(whisper.from);
    sender.begin(whisper);
    whisper.inbox.add(whisper);
    SendResult result =
        whisper.from.send(
            WhisperRequest.newBuilder()
                .setRequestId((int) whisper.number())
                .setRecipientName(whisper.to.name())
                .setText(text(whisper)));
    if (result != SendResult.QUEUED) {
      var _ = sender.answered(whisper.number());
      boolean _ = whisper.inbox.remove(whisper);
      tally.notSent();
      return;
    }
    tally.sent(1);
    if (!sender.sent()) {
      tally.lostWithConnection(1);
    }
  }

  private String text(Whisper whisper) {
    return context.payload().text(whisper.from.index(), whisper.number());
  }

  private void onMessage(SwarmClient client, WhisperMessage message) {
    if (message.getRequestId() == 0) {
      onDelivered(client, message);
    } else {
      onReceipt(client, message);
    }
  }

  private void onReceipt(SwarmClient client, WhisperMessage message) {
    Whisperer sender = senders.of(client);
    long number = Integer.toUnsignedLong(message.getRequestId());
    Whisper whisper = sender.answered(number);
    if (whisper != null) {
      count(whisper, message);
      whisper.inbox.confirm(whisper);
    } else if (sender.hasAnswered(number)) {
      tally.arrived(Arrival.DUPLICATE);
    } else if (!inboxOf(client).isOver()) {
      tally.unexpected();
    }
  }

  private void onDelivered(SwarmClient client, WhisperMessage message) {
    WhisperInbox inbox = inboxOf(client);
    if (inbox.isOver()) {
      return;
    }
    Whisper latest = inbox.latest();
    Whisper whisper = inbox.deliver(message.getSenderName(), one -> isExact(one, message));
    if (whisper != null) {
      count(whisper, message);
    } else if (latest != null && isExact(latest, message)) {
      tally.arrived(Arrival.DUPLICATE);
    } else if (isOfRoom(client, message.getSenderName())) {
      tally.unexpected();
    }
  }

  /// Returns whether a name is that of a user of the client's room. Only these users whisper to it;
  /// anybody else, such as a hostile client, is not counted.
  private boolean isOfRoom(SwarmClient client, String name) {
    int size = context.roomSize();
    int first = client.index() / size * size;
    return IntStream.range(first, first + size)
        .mapToObj(context::client)
        .anyMatch(user -> user != null && user.name().equals(name));
  }

  private void count(Whisper whisper, WhisperMessage message) {
    if (!isExact(whisper, message)) {
      tally.corrupted();
    }
    tally.arrived(Arrival.IN_ORDER);
    context.latency().record(context.nanoTime() - whisper.iteration.scheduledAt());
  }

  private boolean isExact(Whisper whisper, WhisperMessage message) {
    return message.getSenderId() == whisper.from.playerId()
        && message.getSenderName().equals(whisper.from.name())
        && message.getRecipientName().equals(whisper.to.name())
        && context.payload().matches(message.getText(), whisper.from.index(), whisper.number());
  }

  @Override
  public boolean isQuiet(SwarmClient client) {
    return senders.of(client).isQuiet() && inboxOf(client).isQuiet();
  }

  @Override
  public boolean answer(SwarmClient client, Failure failure) {
    Whisper whisper =
        failure.getCode() == ChatFailureCode.PLAYER_NOT_FOUND_VALUE
            ? refused(client, failure)
            : null;
    if (whisper == null) {
      return false;
    }
    tally.arrived(Arrival.IN_ORDER);
    if (whisper.hasOnlineRecipient && isInRoom.test(whisper.to)) {
      senders.of(whisper.to).notFound();
    }
    return true;
  }

  @Override
  public boolean refuse(SwarmClient client, Failure failure) {
    if (!REFUSALS.contains(failure.getCode()) || refused(client, failure) == null) {
      return false;
    }
    tally.refused(1);
    return true;
  }

  /// Returns the whisper that a failure refuses, which is not pending any more; null when the
  /// failure refuses no whisper.
  private @Nullable Whisper refused(SwarmClient client, Failure failure) {
    if (failure.getPacketId() != packetId) {
      return null;
    }
    Whisper whisper = senders.of(client).answered(Integer.toUnsignedLong(failure.getRequestId()));
    if (whisper != null && !whisper.inbox.remove(whisper)) {
      tally.unexpected();
    }
    return whisper;
  }

  @Override
  public void loginFailed(SwarmClient client) {
    inboxOf(client).loginFailed();
  }

  @Override
  public void giveUp(SwarmClient client) {
    inboxOf(client).giveUp();
  }

  @Override
  public void left(SwarmClient client) {
    inboxOf(client).abandon();
  }

  @Override
  public void abandon(SwarmClient client) {
    tally.abandoned(senders.of(client).end(false));
    inboxOf(client).abandon();
  }

  @Override
  public void lose(SwarmClient client) {
    tally.lostWithConnection(senders.of(client).end(true));
    inboxOf(client).lose();
  }
}
