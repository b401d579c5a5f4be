package dev.wharf.transport.tls;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.transport.certificate.ServerCertificate;
import dev.wharf.transport.certificate.TlsSetupException;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TLS of a server: makes the transformation of each connection.
///
/// **Certificates** are read again when their files have changed. A new certificate serves new
/// connections, and open connections go on. When a file cannot be read, or the key does not belong
/// to the certificate, the old certificate stays, and the log has a warning.
///
/// **Resumption.** A client that connects again can resume its session with a ticket, without a new
/// signature. Tickets survive a new certificate, but not a restart of the server.
///
/// Thread-safe.
public final class ServerTls implements TransformationFactory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
  private static final long TICKET_PERIODS = 2;

  private final EngineRuntime runtime;
  private final ServerTlsOptions options;
  private final TlsProvider provider;
  private final TlsCounters counters = new TlsCounters();
  private final HandshakeExecutor handshakes;
  private final TlsPeer peer;
  private final TicketKeys ticketKeys = new TicketKeys();
  private final Executor background;
  private final AtomicBoolean isLooking = new AtomicBoolean();

  /// The present certificate. Written by the thread that looks at the files, read by any thread.
  private volatile Current current;

  /// The digest of the files that the last warning was about; null when there was none.
  private @Nullable String refused;

  private volatile boolean closed;
  private volatile @Nullable Scheduled nextLook;
  private volatile @Nullable Scheduled nextKey;

  /// A certificate in use.
  private record Current(TlsContext context, ServerCertificate certificate) {}

  private ServerTls(EngineRuntime runtime, ServerTlsOptions options) {
    this.runtime = runtime;
    this.options = options;
    this.provider = chosen(options.provider());
    this.handshakes =
        new HandshakeExecutor(
            runtime, options.maxHandshakes(), options.maxWaitingHandshakes(), counters);
    this.peer = new TlsPeer(handshakes, counters);
    this.background = runtime.blockingExecutor("tls-certificate");
    this.current = load();
  }

  /// Reads the certificate, and begins to look at its files.
  ///
  /// @throws TlsSetupException when TLS cannot be set up
  public static ServerTls open(EngineRuntime runtime, ServerTlsOptions options) {
    ServerTls tls = new ServerTls(runtime, options);
    log.info("{}", tls.description());
    tls.current.certificate().warnings().forEach(log::warn);
    tls.lookLater();
    tls.changeKeyLater();
    return tls;
  }

  private static TlsProvider chosen(TlsProvider wanted) {
    boolean isNative = wanted != TlsProvider.JDK && TlsContext.hasBoringSsl();
    if (wanted == TlsProvider.BORINGSSL && !isNative) {
      throw new TlsSetupException("BoringSSL cannot be loaded: " + TlsContext.boringSslProblem());
    }
    return isNative ? TlsProvider.BORINGSSL : TlsProvider.JDK;
  }

  private Current load() {
    ServerCertificate certificate = ServerCertificate.read(options.files(), runtime.instant());
    SslContextBuilder builder =
        SslContextBuilder.forServer(certificate.key(), certificate.chain())
            .protocols(options.versions())
            .sessionTimeout(options.ticketPeriod().multipliedBy(TICKET_PERIODS).toSeconds());
    try {
      TlsContext context = TlsContext.of(builder, provider);
      context.setTicketKeys(ticketKeys);
      return new Current(context, certificate);
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsSetupException(
          "TLS cannot use the certificate "
              + options.files().certificate()
              + ": "
              + SafeText.of(String.valueOf(e.getMessage())),
          e);
    }
  }

  /// Returns one line for the log: the implementation and its reason, the versions, the
  /// certificate.
  public String description() {
    X509Certificate certificate = current.certificate().chain().getFirst();
    String why =
        provider == TlsProvider.JDK && options.provider() == TlsProvider.AUTO
            ? " (BoringSSL cannot be loaded: " + TlsContext.boringSslProblem() + ")"
            : "";
    return "TLS by %s%s, %s, certificate %s, valid until %s"
        .formatted(
            provider == TlsProvider.JDK ? "the JDK" : "BoringSSL",
            why,
            String.join(" and ", options.versions()),
            SafeText.of(certificate.getSubjectX500Principal().getName()),
            certificate.getNotAfter().toInstant());
  }

  @Override
  public Transformation create(InetSocketAddress remote) {
    while (true) {
      TlsContext context = current.context();
      if (context.retain()) {
        try {
          SSLEngine engine = context.newEngine();
          return new TlsTransformation(engine, peer, runtime.instant().toEpochMilli());
        } finally {
          context.release();
        }
      }
      if (closed) {
        throw new IllegalStateException("TLS is closed");
      }
    }
  }

  /// Returns the counts of handshakes and failures.
  public TlsCounters counters() {
    return counters;
  }

  /// Returns the number of handshakes that wait to be computed.
  public int waitingHandshakes() {
    return handshakes.waiting();
  }

  /// Returns the days until the certificate expires; negative when it has expired.
  public long daysLeft() {
    Instant end = current.certificate().chain().getFirst().getNotAfter().toInstant();
    return Duration.between(runtime.instant(), end).toDays();
  }

  // ---- new certificates and new keys of tickets

  private void lookLater() {
    if (!options.reloadPeriod().isZero() && !closed) {
      nextLook =
          runtime.schedule(
              options.reloadPeriod(),
              () -> {
                background.execute(this::reload);
                lookLater();
              });
    }
  }

  private void changeKeyLater() {
    if (!closed) {
      nextKey =
          runtime.schedule(
              options.ticketPeriod(),
              () -> {
                ticketKeys.rotate();
                current.context().setTicketKeys(ticketKeys);
                changeKeyLater();
              });
    }
  }

  /// Looks at the files, and takes a new certificate if they have changed. Reads files, so it must
  /// not run on a worker. A call while another one runs has no effect.
  ///
  /// @return whether new connections have a new certificate
  public boolean reload() {
    if (!isLooking.compareAndSet(false, true)) {
      return false;
    }
    try {
      return !closed && reloadIfChanged();
    } finally {
      isLooking.set(false);
    }
  }

  private boolean reloadIfChanged() {
    String digest = null;
    try {
      digest = ServerCertificate.digestOf(options.files());
      if (digest.equals(current.certificate().digest())) {
        refused = null;
        return false;
      }
      if (digest.equals(refused)) {
        return false;
      }
      if (!replace(load())) {
        return false;
      }
      refused = null;
      log.info("new certificate: {}", description());
      current.certificate().warnings().forEach(log::warn);
      return true;
    } catch (TlsSetupException e) {
      String about = digest == null ? "" : digest;
      if (!about.equals(refused)) {
        refused = about;
        log.warn("the old TLS certificate stays, because {}", e.getMessage());
      }
      return false;
    }
  }

  private synchronized boolean replace(Current next) {
    Current unused = closed ? next : current;
    if (!closed) {
      current = next;
    }
    unused.context().release();
    return !closed;
  }

  /// Stops to look at the files. Open connections go on; no further connection can be made.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    cancel(nextLook);
    cancel(nextKey);
    current.context().release();
  }

  private static void cancel(@Nullable Scheduled task) {
    if (task != null) {
      task.cancel();
    }
  }
}
