package dev.wharf.simulation;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.SessionHandlerFactory;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.simulation.packets.Beat;
import dev.wharf.simulation.packets.Effect;
import dev.wharf.simulation.packets.Heard;
import dev.wharf.simulation.packets.Joined;
import dev.wharf.simulation.packets.Said;
import dev.wharf.simulation.packets.Say;
import dev.wharf.simulation.packets.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client of a [Room]. It checks the number of each packet that it receives.
final class Guest extends PacketSession {
  private final int[] values = new int[Room.THINGS];
  private boolean hasJoined;
  private int asked;
  private int answered;
  private int heard;
  private int effects;
  private long packets;

  /// The first mistake of the server; null when there was none.
  private @Nullable String mistake;

  /// The reason of the end; null before.
  private @Nullable CloseReason end;

  private Guest(PacketLink link) {
    super(link);
  }

  /// Returns a factory that adds each guest to the list.
  static SessionHandlerFactory sessions(List<Guest> guests) {
    PacketRouter<Guest> router =
        PacketRouter.<Guest>forClient(Room.CATALOG)
            .on(Said.class, (guest, said) -> guest.onSaid(said.getNumber()))
            .on(Joined.class, (guest, joined) -> guest.onJoined(joined.getLastHeard()))
            .on(Heard.class, (guest, next) -> guest.onHeard(next.getNumber()))
            .on(Value.class, Guest::onValue)
            .on(Effect.class, (guest, effect) -> guest.onEffect(effect.getNumber()))
            .on(Beat.class, (_, _) -> {})
            .build();
    return PacketProtocol.of(router)
        .sessions(
            link -> {
              Guest guest = new Guest(link);
              guests.add(guest);
              return guest;
            });
  }

  @Override
  protected void onDisconnected(CloseReason reason) {
    end = reason;
  }

  private void onSaid(int number) {
    expect(number == ++answered, "a Said out of order", number, answered);
  }

  private void onJoined(int lastHeard) {
    expect(!hasJoined, "a second Joined", lastHeard, heard);
    hasJoined = true;
    heard = lastHeard;
  }

  private void onHeard(int number) {
    expect(hasJoined && number == heard + 1, "a Heard out of order", number, heard + 1);
    heard = number;
  }

  private void onValue(Value value) {
    expect(hasJoined && value.getLastHeard() <= heard, "a Value before a Heard", value, heard);
    int before = values[value.getThing()];
    expect(value.getValue() > before, "an older Value", value, before);
    values[value.getThing()] = value.getValue();
  }

  private void onEffect(int number) {
    expect(number > effects, "an older Effect", number, effects);
    effects = number;
  }

  private void expect(boolean holds, String otherwise, Object found, Object expected) {
    packets++;
    if (!holds && mistake == null) {
      mistake = this + " got " + otherwise + ": " + found + ", at " + expected;
    }
  }

  /// Sends the next Say, if the session is open and there is memory.
  void say(int bytes) {
    Say next =
        Say.newBuilder()
            .setNumber(asked + 1)
            .setPadding(ByteString.copyFrom(new byte[bytes]))
            .build();
    try {
      if (send(next) == SendResult.QUEUED) {
        asked++;
      }
    } catch (BufferMemoryExhaustedException e) {
      // The packet is not sent, so the next one has its number.
    }
  }

  void beat() {
    try {
      send(Beat.getDefaultInstance());
    } catch (BufferMemoryExhaustedException e) {
      // The next beat is soon.
    }
  }

  /// Whether the guest has received everything that the server has sent to it.
  ///
  /// @param withValues whether it must have the last values, too: the server may drop them when the
  ///   send queue is full
  boolean hasAll(Room room, boolean withValues) {
    boolean all = hasJoined && answered == asked && heard == room.heard();
    for (int thing = 0; thing < Room.THINGS && all && withValues; thing++) {
      all = values[thing] == room.value(thing) || values[thing] == 0;
    }
    return all;
  }

  boolean isEnded() {
    return end != null;
  }

  /// Whether the session has ended before the guest was closed.
  boolean isLost() {
    return end != null && !end.equals(CloseReason.LOCAL);
  }

  @Nullable String mistake() {
    return mistake;
  }

  long packets() {
    return packets;
  }

  String progress() {
    return this
        + ": asked "
        + asked
        + ", answered "
        + answered
        + ", heard "
        + heard
        + ", end "
        + end;
  }
}
