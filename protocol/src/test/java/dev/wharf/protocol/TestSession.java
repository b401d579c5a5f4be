package dev.wharf.protocol;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import java.util.ArrayList;
import java.util.List;

/// A game's session that records what happens to it.
class TestSession extends PacketSession {
  final List<Message> handled = new ArrayList<>();
  final List<Refusal> refusals = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final List<CloseReason> ends = new ArrayList<>();

  TestSession(PacketLink link) {
    super(link);
  }

  void note(Message packet) {
    handled.add(packet);
  }

  @Override
  protected void onRefused(Refusal refusal) {
    refusals.add(refusal);
  }

  @Override
  protected void onRateWarning(String detail) {
    warnings.add(detail);
  }

  @Override
  protected void onDisconnected(CloseReason reason) {
    ends.add(reason);
  }
}
