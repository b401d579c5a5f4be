package dev.wharf.client;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketRouter;
import java.util.List;
import java.util.Set;

/// A client that talks to a [ResumeServer]. It checks that each answer and each piece of news comes
/// once, in order.
final class Talker extends GameClient {
  private final List<String> problems;
  volatile long said;
  volatile long heard;
  volatile long firstNews;
  volatile long lastNews;
  volatile String end = "";
  volatile int resumes;

  Talker(PacketLink link, List<String> problems) {
    super(link, new Identity("Ann", ByteString.EMPTY, 0));
    this.problems = problems;
  }

  static PacketRouter<Talker> router() {
    return GameClient.<Talker>routes(TalkPackets.CATALOG)
        .onRaw(
            TalkPackets.TALK,
            Set.of(ClientStage.PLAYING),
            (client, body) -> client.heard(body.getLong()))
        .onRaw(
            TalkPackets.NEWS,
            Set.of(ClientStage.PLAYING),
            (client, body) -> client.news(body.getLong()))
        .ignoreTheRest()
        .build();
  }

  /// Says the next number. One thread at a time may call it.
  void say(int filling) {
    long number = said + 1;
    SendResult result = sendRaw(TalkPackets.TALK, TalkPackets.body(number, filling));
    if (result == SendResult.QUEUED) {
      said = number;
    } else if (isOpen()) {
      problems.add(this + ": saying " + number + " was " + result);
    }
  }

  private void heard(long number) {
    if (number != heard + 1) {
      problems.add(this + ": answer " + number + " after " + heard);
    }
    heard = number;
  }

  private void news(long number) {
    if (firstNews == 0) {
      firstNews = number;
    } else if (number != lastNews + 1) {
      problems.add(this + ": news " + number + " after " + lastNews);
    }
    lastNews = number;
  }

  @Override
  protected void onResumed() {
    resumes++;
  }

  @Override
  protected void onEnded(CloseReason reason) {
    end = reason + " " + session().closeDetail();
  }
}
