package dev.wharf.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.player.GameSession;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator can do. Each thing done has a line in the log. Thread-safe.
final class Actions {
  private static final Logger log = LoggerFactory.getLogger(Actions.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final String TOLD = "an operator has sent you away";

  private final AdminSources sources;
  private final AtomicBoolean draining = new AtomicBoolean();

  Actions(AdminSources sources) {
    this.sources = sources;
  }

  /// Whether an operator has had the server drained.
  boolean isDraining() {
    return draining.get();
  }

  /// Ends the session that the body names: `{"session": 12}`. The player is told why.
  Response kick(String body) {
    Long id = sessionIn(body);
    if (id == null) {
      return Response.text(
          HttpResponseStatus.BAD_REQUEST, "the body has to be {\"session\": NUMBER}");
    }
    GameSession session = find(id);
    if (session == null) {
      return Response.text(HttpResponseStatus.NOT_FOUND, "no open session has this number");
    }
    log.info("{} is sent away, as the admin port was asked to", session);
    sendAway(session);
    return Response.json(HttpResponseStatus.OK, "{\"kicked\":" + id + "}");
  }

  /// Begins to drain the server. Doing it again changes nothing.
  Response drain() {
    if (draining.compareAndSet(false, true)) {
      log.info("draining, as the admin port was asked to");
      sources.drain().run();
    }
    return Response.json(HttpResponseStatus.ACCEPTED, "{\"draining\":true}");
  }

  private @Nullable GameSession find(long id) {
    for (Session session : sources.service().sessions()) {
      if (session.id() == id) {
        GameSession found = sources.protocol().sessionOn(session);
        return found != null && found.isOpen() ? found : null;
      }
    }
    return null;
  }

  private static void sendAway(GameSession session) {
    try {
      session.refuse(FailureCode.KICKED, CloseReason.KICKED, TOLD);
    } catch (BufferMemoryExhaustedException e) {
      session.close(CloseReason.KICKED, "no buffer memory to tell it why");
    }
  }

  /// The number of a session, or null when the body has none.
  private static @Nullable Long sessionIn(String body) {
    try {
      JsonNode session = JSON.readTree(body).path("session");
      return session.isIntegralNumber() && session.canConvertToLong() ? session.longValue() : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
