package dev.wharf.transport.tls;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import dev.wharf.transport.certificate.Pem;
import dev.wharf.transport.certificate.TlsSetupException;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TLS of a client: makes the transformation of each connection.
///
/// The client checks that it trusts the server's certificate, and that the certificate is for the
/// name or address that the client connects to ([InetSocketAddress#getHostString()]). A client that
/// connects again resumes its session when the server has given it a ticket.
///
/// Thread-safe.
public final class ClientTls implements TransformationFactory, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClientTls.class);

  /// Waiting handshakes take little memory, and a load test may make many at a time.
  private static final int MOST_WAITING = 1_000_000;

  private final EngineRuntime runtime;
  private final TlsContext context;
  private final TlsCounters counters = new TlsCounters();
  private final TlsPeer peer;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ClientTls(EngineRuntime runtime, TlsContext context) {
    this.runtime = runtime;
    this.context = context;
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.peer = new TlsPeer(new HandshakeExecutor(runtime, half, MOST_WAITING, counters), counters);
  }

  /// Sets up TLS. With [ClientTlsOptions#isInsecure()], the log has a warning.
  ///
  /// @throws TlsSetupException when the file of trusted certificates cannot be read, or the
  ///   implementation cannot be loaded
  public static ClientTls open(EngineRuntime runtime, ClientTlsOptions options) {
    TlsProvider provider = options.provider();
    boolean isNative = provider != TlsProvider.JDK && TlsContext.hasBoringSsl();
    if (provider == TlsProvider.BORINGSSL && !isNative) {
      throw new TlsSetupException("BoringSSL cannot be loaded: " + TlsContext.boringSslProblem());
    }
    SslContextBuilder builder = SslContextBuilder.forClient().protocols(options.versions());
    if (options.isInsecure()) {
      log.warn(
          "INSECURE: certificates are not checked; anybody on the way to the server can read and"
              + " change everything, passwords included");
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else if (options.trusted() != null) {
      builder.trustManager(
          Pem.certificates(options.trusted().toString(), bytes(options.trusted())));
    }
    try {
      TlsContext context =
          TlsContext.of(builder, isNative ? TlsProvider.BORINGSSL : TlsProvider.JDK);
      return new ClientTls(runtime, context);
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsSetupException(
          "cannot set up TLS: " + SafeText.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TlsSetupException(
          "cannot read the trusted certificates " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  @Override
  public Transformation create(InetSocketAddress remote) {
    SSLEngine engine = context.newEngine(remote.getHostString(), remote.getPort());
    return new TlsTransformation(engine, peer, runtime.instant().toEpochMilli());
  }

  /// Returns the counts of handshakes and failures.
  public TlsCounters counters() {
    return counters;
  }

  /// Frees the memory of TLS when the last connection has ended. No connection can be made any
  /// more. Further calls have no effect.
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      context.release();
    }
  }
}
