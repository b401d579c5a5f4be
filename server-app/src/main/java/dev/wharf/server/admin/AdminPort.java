package dev.wharf.server.admin;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wharf.engine.ListenException;
import dev.wharf.server.config.ServerConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for operators and their tools, over HTTP. Every request has a virtual thread of its own,
/// so that one who is slow holds up nobody, the game's workers least; [HttpBounds] has the limits.
public final class AdminPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminPort.class);
  private static final int STOP_SECONDS = 1;

  private final HttpServer server;
  private final ExecutorService threads;
  private final AdminSources sources;
  private final Routes routes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AdminPort(HttpServer server, ServerConfig.Admin config, AdminSources sources) {
    this.server = server;
    this.sources = sources;
    TokenTries tries = new TokenTries(System::nanoTime);
    this.routes = new Routes(new Guard(config.bind(), config.token(), tries), sources);
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 1).factory());
  }

  /// Begins to listen. The metrics are closed with the port, or when it cannot be opened.
  ///
  /// @throws ListenException when the address cannot be listened on
  public static AdminPort open(ServerConfig.Admin config, AdminSources sources) {
    HttpBounds.apply();
    try {
      AdminPort port = new AdminPort(listen(config.bind()), config, sources);
      port.start();
      return port;
    } catch (RuntimeException e) {
      sources.metrics().close();
      throw e;
    }
  }

  private static HttpServer listen(InetSocketAddress bind) {
    try {
      return HttpServer.create(bind, HttpBounds.BACKLOG);
    } catch (IOException | RuntimeException e) {
      throw new ListenException(bind, e);
    }
  }

  private void start() {
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// The address listened on, with the port that was taken when 0 was asked for.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /// Listens no more, after answers under way have had a second. Doing it again does nothing.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    server.stop(STOP_SECONDS);
    threads.shutdownNow();
    routes.close();
    sources.metrics().close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Answer answer = answer(exchange);
    try (exchange) {
      send(exchange, answer);
    } finally {
      Runnable after = answer.after();
      if (after != null) {
        after.run();
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    try {
      return routes.answer(exchange);
    } catch (IOException | RuntimeException e) {
      log.error("a request to the admin port failed", e);
      return Answer.text(Answer.FAILED, "the server failed; its log says how");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Content-Security-Policy", Page.NO_CONTENT);
    answer.headers().forEach(headers::set);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }
}
