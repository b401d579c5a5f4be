package dev.wharf.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.Session;
import dev.wharf.engine.SessionHandler;
import dev.wharf.engine.SessionOptions;
import dev.wharf.transport.certificate.CertificateFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests TLS on sessions, over real sockets, with clients of the engine and of the JDK.
class TlsSessionTest {
  private static final String COMBINATIONS =
      "dev.wharf.transport.tls.TestCertificates#combinations";
  private static final String PROVIDERS = "dev.wharf.transport.tls.TestCertificates#providers";
  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir private static Path folder;
  private static CertificateFiles files;

  @BeforeAll
  static void makeCertificate() {
    files = TestCertificates.make(folder);
  }

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /// The handler of a client. It collects the bytes that come back.
  private static final class Collector implements SessionHandler {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CountDownLatch all;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile CloseReason reason = CloseReason.LOCAL;

    Collector(int expected) {
      this.all = new CountDownLatch(expected);
    }

    @Override
    public void onReceived(Session session, ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        received.write(bytes.get());
        all.countDown();
      }
    }

    @Override
    public void onDisconnected(Session session, CloseReason why) {
      reason = why;
      ended.countDown();
    }

    byte[] await() throws InterruptedException {
      assertThat(all.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).as("all bytes").isTrue();
      return received.toByteArray();
    }

    CloseReason end() throws InterruptedException {
      assertThat(ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).as("the end").isTrue();
      return reason;
    }
  }

  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void returnsEveryByteInOrder(TlsProvider serverBy, TlsProvider clientBy, String version)
      throws Exception {
    PortOptions.Shape shape =
        clientBy == TlsProvider.JDK ? PortOptions.Shape.SHARED : PortOptions.Shape.PER_WORKER;
    try (ServerTls serverTls = TestCertificates.server(files, serverBy, version);
        ClientTls clientTls = TestCertificates.client(files, clientBy);
        TlsEchoServer server = new TlsEchoServer(serverTls, shape, 3)) {
      SessionOptions options =
          SessionOptions.defaults()
              .withLoginTimeout(Duration.ZERO)
              .withConnectTimeout(Duration.ofSeconds(20))
              .withSendQueue(SendQueueLimits.of(10_000, 4 << 20))
              .withTransformation(clientTls);
      ClientService clients = ClientService.open(server.port, options);
      List<Collector> collectors = new ArrayList<>();
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Collector collector = new Collector(60_000);
        collectors.add(collector);
        Session session = clients.connect(server.address(), _ -> collector);
        byte[] bytes = random(60_000, i);
        Random pieces = new Random(i);
        int at = 0;
        while (at < bytes.length) {
          int length = Math.min(bytes.length - at, 1 + pieces.nextInt(i < 4 ? 100 : 9000));
          TlsEchoServer.send(session, ByteBuffer.wrap(bytes, at, length));
          at += length;
        }
        sessions.add(session);
      }
      for (int i = 0; i < 8; i++) {
        assertThat(collectors.get(i).await()).isEqualTo(random(60_000, i));
        sessions.get(i).closeAfterFlush(CloseReason.LOCAL, "");
        assertThat(collectors.get(i).end()).isEqualTo(CloseReason.LOCAL);
        assertThat(server.nextEnd()).isEqualTo(CloseReason.PEER_CLOSED);
      }
      assertThat(serverTls.counters().handshakes()).isEqualTo(8);
    }
  }

  private static SSLContext trusting(CertificateFiles trusted) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(trusted.certificate())) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static SSLSocket connect(SSLContext context, TlsEchoServer server) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /// The client says that it sends no more, right behind its packets. It still gets every reply.
  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void repliesToAClientThatHasClosedItsSide(TlsProvider provider) throws Exception {
    try (ServerTls tls = TestCertificates.server(files, provider);
        TlsEchoServer server = new TlsEchoServer(tls, PortOptions.Shape.PER_WORKER, 2)) {
      for (int i = 0; i < 10; i++) {
        try (SSLSocket socket = connect(trusting(files), server)) {
          byte[] bytes = random(100_000, i);
          OutputStream out = socket.getOutputStream();
          Thread writer =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          out.write(bytes);
                          socket.shutdownOutput();
                        } catch (IOException e) {
                          throw new UncheckedIOException(e);
                        }
                      });
          assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
          writer.join();
        }
        assertThat(server.nextEnd()).isEqualTo(CloseReason.PEER_CLOSED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void tellsAnEndFromATruncation(TlsProvider provider) throws Exception {
    try (ServerTls tls = TestCertificates.server(files, provider);
        TlsEchoServer server = new TlsEchoServer(tls, PortOptions.Shape.PER_WORKER, 2)) {
      Socket plain = new Socket(server.address().getAddress(), server.address().getPort());
      SSLSocket socket =
          (SSLSocket)
              trusting(files)
                  .getSocketFactory()
                  .createSocket(plain, "localhost", server.address().getPort(), true);
      socket.getOutputStream().write(1);
      assertThat(socket.getInputStream().read()).isEqualTo(1);
      plain.shutdownOutput();
      assertThat(server.nextEnd()).isEqualTo(TlsCloseReasons.TLS_TRUNCATED);
      plain.close();
      assertThat(tls.counters().failures(TlsFailure.TRUNCATED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void endsPlainAndSilentPeersWithAClearReason(TlsProvider provider) throws Exception {
    try (ServerTls tls = TestCertificates.server(files, provider);
        TlsEchoServer server =
            new TlsEchoServer(tls, PortOptions.Shape.PER_WORKER, 2, Duration.ofMillis(500))) {
      try (Socket plain = new Socket(server.address().getAddress(), server.address().getPort())) {
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.getOutputStream().write(new byte[] {8, 0, 1, 0, 1, 2, 3, 4});
        assertThat(server.nextEnd()).isEqualTo(TlsCloseReasons.NOT_TLS);
      }
      try (Socket half = new Socket(server.address().getAddress(), server.address().getPort())) {
        half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
        assertThat(server.nextEnd()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
      }
      assertThat(tls.counters().failures(TlsFailure.NOT_TLS)).isEqualTo(1);
      TlsEchoServer.until(
          "the silent one", () -> tls.counters().failures(TlsFailure.UNFINISHED) == 1);
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void takesANewCertificateWithoutDroppingAConnection(TlsProvider provider, @TempDir Path own)
      throws Exception {
    CertificateFiles served = TestCertificates.make(own);
    CertificateFiles other = TestCertificates.make(own.resolve("other"));
    try (ServerTls tls = TestCertificates.server(served, provider);
        TlsEchoServer server = new TlsEchoServer(tls, PortOptions.Shape.PER_WORKER, 2)) {
      CertificateFiles before =
          new CertificateFiles(
              Files.copy(served.certificate(), own.resolve("before.pem")), served.key(), null);
      try (SSLSocket old = connect(trusting(before), server)) {
        old.getOutputStream().write(1);
        assertThat(old.getInputStream().read()).isEqualTo(1);
        assertThat(tls.reload()).as("nothing has changed").isFalse();

        move(other.certificate(), served.certificate());
        assertThat(tls.reload()).as("the key is missing").isFalse();
        try (SSLSocket still = connect(trusting(before), server)) {
          still.startHandshake();
        }
        move(other.key(), served.key());
        assertThat(tls.reload()).isTrue();
        try (SSLSocket fresh = connect(trusting(served), server)) {
          fresh.getOutputStream().write(2);
          assertThat(fresh.getInputStream().read()).isEqualTo(2);
        }
        Files.writeString(served.certificate(), "no certificate");
        assertThat(tls.reload()).isFalse();
        try (SSLSocket fresh = connect(trusting(TestCertificates.make(own.resolve("x"))), server)) {
          assertThatThrownBy(fresh::startHandshake).isInstanceOf(IOException.class);
        }
        old.getOutputStream().write(3);
        assertThat(old.getInputStream().read()).isEqualTo(3);
      }
    }
  }

  private static void move(Path from, Path to) throws Exception {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  /// A certificate is renewed while clients connect and send all the time.
  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void replacesCertificatesUnderLoad(TlsProvider provider, @TempDir Path own) throws Exception {
    CertificateFiles served = TestCertificates.make(own);
    ClientTlsOptions careless = ClientTlsOptions.defaults().insecure();
    try (ServerTls serverTls = TestCertificates.server(served, provider);
        ClientTls clientTls = ClientTls.open(TestCertificates.RUNTIME, careless);
        TlsEchoServer server = new TlsEchoServer(serverTls, PortOptions.Shape.PER_WORKER, 2)) {
      ClientService clients =
          ClientService.open(
              server.port,
              SessionOptions.defaults()
                  .withLoginTimeout(Duration.ZERO)
                  .withConnectTimeout(Duration.ofSeconds(20))
                  .withTransformation(clientTls));
      List<Collector> collectors = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Collector collector = new Collector(500);
        collectors.add(collector);
        Session session = clients.connect(server.address(), _ -> collector);
        TlsEchoServer.send(session, ByteBuffer.wrap(random(500, i)));
        if (i % 6 == 5) {
          CertificateFiles next = TestCertificates.make(own.resolve("next" + i));
          move(next.key(), served.key());
          move(next.certificate(), served.certificate());
          assertThat(serverTls.reload()).isTrue();
        }
      }
      for (int i = 0; i < collectors.size(); i++) {
        assertThat(collectors.get(i).await()).isEqualTo(random(500, i));
      }
      assertThat(serverTls.counters().handshakes()).isEqualTo(60);
    }
  }
}
