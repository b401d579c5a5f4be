package dev.wharf.server.admin.console;

import dev.wharf.engine.ListenException;
import dev.wharf.server.admin.http.AdminFailure;
import dev.wharf.server.admin.http.Guard;
import dev.wharf.server.admin.http.HttpServer;
import dev.wharf.server.admin.http.WrongTokenLimit;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.metrics.Counters;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/// The admin port: metrics, health and the console over HTTP, for operators and their tools.
///
/// All methods may be called from any thread.
public final class AdminPort implements AutoCloseable {
  private final AdminSources sources;
  private final Routes routes;
  private final HttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AdminPort(ServerConfig.Admin config, AdminSources sources) {
    this.sources = sources;
    Counters<AdminFailure> failures = new Counters<>(AdminFailure.class);
    sources.metrics().addAdminFailures(failures);
    WrongTokenLimit tries = new WrongTokenLimit(sources.port()::nanoTime);
    InetSocketAddress bind = config.bind();
    this.routes =
        new Routes(
            new Guard(bind, config.token(), tries), sources, config.auditEntries(), failures);
    try {
      this.server = new HttpServer(bind, sources.port().runtime(), failures, routes::answer);
    } catch (ListenException e) {
      routes.close();
      throw e;
    }
  }

  /// Opens the admin port, which takes over the metrics of `sources`. The admin port closes these
  /// metrics when it closes. When the admin port cannot be opened, this method closes the metrics.
  ///
  /// @throws ListenException when the server cannot listen on the address
  public static AdminPort open(ServerConfig.Admin config, AdminSources sources) {
    try {
      return new AdminPort(config, sources);
    } catch (RuntimeException e) {
      sources.metrics().close();
      throw e;
    }
  }

  /// Returns the address that the admin port listens on. With `admin.port = 0`, its port is the one
  /// that the operating system chose.
  public InetSocketAddress address() {
    return server.address();
  }

  /// Stops listening. Requests in progress get one second to finish. Further calls have no effect.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    server.close();
    routes.close();
    sources.metrics().close();
  }
}
