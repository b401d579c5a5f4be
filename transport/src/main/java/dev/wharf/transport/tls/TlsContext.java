package dev.wharf.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// The state that all connections with one certificate share, on BoringSSL or the JDK's TLS.
/// Thread-safe.
///
/// **Ownership.** The creator owns a context, and releases it. An engine of BoringSSL keeps its
/// context until the engine is released.
final class TlsContext {
  private final SslContext context;

  private TlsContext(SslContext context) {
    this.context = context;
  }

  /// Returns whether BoringSSL can be loaded on this machine.
  static boolean hasBoringSsl() {
    return OpenSsl.isAvailable();
  }

  /// Returns the reason why BoringSSL cannot be loaded, in one line.
  static String boringSslProblem() {
    Throwable cause = OpenSsl.unavailabilityCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null ? "" : SafeText.of(String.valueOf(cause.getMessage()));
  }

  /// Makes a context.
  ///
  /// @param provider [TlsProvider#BORINGSSL] or [TlsProvider#JDK]
  /// @throws SSLException when the provider refuses a certificate, a key or a version
  static TlsContext of(SslContextBuilder builder, TlsProvider provider) throws SSLException {
    boolean isNative = provider == TlsProvider.BORINGSSL;
    builder.sslProvider(isNative ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    return new TlsContext(builder.build());
  }

  /// Makes the engine of a client's connection.
  ///
  /// @param host the name or the address of the server, for the check of its certificate
  SSLEngine newEngine(String host, int port) {
    return context.newEngine(ByteBufAllocator.DEFAULT, host, port);
  }

  /// Makes the engine of a server's connection.
  SSLEngine newEngine() {
    return context.newEngine(ByteBufAllocator.DEFAULT);
  }

  /// Keeps the context in memory for one more user, who calls [#release()].
  ///
  /// @return false when the context is released already
  boolean retain() {
    try {
      ReferenceCountUtil.retain(context);
      return true;
    } catch (IllegalReferenceCountException e) {
      return false;
    }
  }

  /// Gives up one use of the context.
  void release() {
    ReferenceCountUtil.release(context);
  }

  /// Sets the keys that encrypt session tickets. Has no effect on the JDK's TLS, which makes and
  /// changes such keys itself.
  void setTicketKeys(TicketKeys keys) {
    if (context instanceof ReferenceCountedOpenSslContext openSsl) {
      keys.give(openSsl.sessionContext());
    }
  }

  /// Returns whether an engine is BoringSSL's.
  static boolean isNative(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine;
  }

  /// Takes over a connection from the engine that has made its handshake. The engine has no bytes
  /// to send. From now on, its owner only releases it.
  static RecordLayer records(SSLEngine engine) {
    return isNative(engine) ? new BoringSslRecords(engine) : new EngineRecords(engine);
  }

  /// Returns whether the handshake of an engine, which has just ended, has resumed a session.
  ///
  /// @param madeAt the time of the wall clock when the engine was made, in milliseconds
  static boolean isResumed(SSLEngine engine, long madeAt) {
    return engine instanceof ReferenceCountedOpenSslEngine openSsl
        ? SSL.isSessionReused(openSsl.sslPointer())
        : engine.getSession().getCreationTime() < madeAt;
  }
}
