package dev.wharf.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wharf.engine.Session;
import dev.wharf.server.player.GameSession;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The actions of an operator: kick a player, drain the server. Each action is logged. Thread-safe.
final class Actions {
  private static final Logger log = LoggerFactory.getLogger(Actions.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();
  private static final String KICK_MESSAGE = "an operator closed this session";

  private final AdminSources sources;
  private final AtomicBoolean draining = new AtomicBoolean();

  Actions(AdminSources sources) {
    this.sources = sources;
  }

  /// Returns whether an operator has started a drain.
  boolean isDraining() {
    return draining.get();
  }

  /// Closes the session whose number is in the body, such as `{"session": 12}`, and sends its
  /// client the reason. The session may be that of an absent player, who then leaves.
  Response kick(String body) {
    Long id = sessionIn(body);
    if (id == null) {
      return Response.text(
          HttpResponseStatus.BAD_REQUEST, "the body must be {\"session\": NUMBER}");
    }
    GameSession session = find(id);
    if (session == null) {
      return Response.text(HttpResponseStatus.NOT_FOUND, "no open session has this number");
    }
    log.info("{} is kicked by a request to the admin port", session);
    session.kick(KICK_MESSAGE);
    return Response.json(HttpResponseStatus.OK, "{\"kicked\":" + id + "}");
  }

  /// Starts a drain of the server. Further calls do not start another one.
  Response drain() {
    if (draining.compareAndSet(false, true)) {
      log.info("draining, requested at the admin port");
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
    return sources.absences().sessions().stream()
        .filter(session -> session.id() == id)
        .findFirst()
        .orElse(null);
  }

  /// Returns the session number that the body contains, or null when it contains none.
  private static @Nullable Long sessionIn(String body) {
    try {
      JsonNode session = JSON.readTree(body).path("session");
      return session.isIntegralNumber() && session.canConvertToLong() ? session.longValue() : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
