package dev.wharf.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wharf.engine.transform.TransformationException;
import dev.wharf.transport.certificate.CertificateFiles;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tests both ends of TLS without sockets, on each pair of implementations.
class TlsTransformationTest {
  private static final int AT_ONCE = 4;
  private static final String COMBINATIONS =
      "dev.wharf.transport.tls.TestCertificates#combinations";
  private static final String PROVIDERS = "dev.wharf.transport.tls.TestCertificates#providers";
  private static final InetSocketAddress LOCALHOST =
      InetSocketAddress.createUnresolved("localhost", 7777);

  @TempDir private static Path folder;
  private static CertificateFiles files;

  @BeforeAll
  static void makeCertificate() {
    files = TestCertificates.make(folder);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void carriesEveryByteInAnyPieces(TlsProvider serverBy, TlsProvider clientBy, String version)
      throws Exception {
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy)) {
      int[] pieces = {1, 2, 5, 7, 100, 5000, 20_000};
      for (int i = 0; i < pieces.length; i++) {
        int room = pieces[pieces.length - 1 - i];
        try (End one = new End(client.create(LOCALHOST), room);
            End other = new End(server.create(LOCALHOST), room)) {
          byte[] asked = random(pieces[i] == 1 ? 3000 : 50_000);
          byte[] answered = random(9000);
          one.send(text("small"));
          one.send(asked);
          other.send(answered);
          End.pump(one, other, pieces[i]);
          assertThat(one.failure).isNull();
          assertThat(other.failure).isNull();
          assertThat(other.plain.toString(StandardCharsets.ISO_8859_1))
              .isEqualTo("small" + new String(asked, StandardCharsets.ISO_8859_1));
          assertThat(one.plain.toByteArray()).isEqualTo(answered);
        }
      }
      assertThat(server.counters().handshakes()).isEqualTo(pieces.length);
    }
  }

  /// A transformation behind another one gets buffers in the heap.
  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void carriesEveryByteBetweenBuffersInTheHeap(
      TlsProvider serverBy, TlsProvider clientBy, String version) throws Exception {
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy)) {
      for (int room : new int[] {1, 100, 40_000}) {
        try (End one = new End(client.create(LOCALHOST), room, ByteBuffer::allocate);
            End other = new End(server.create(LOCALHOST), room, ByteBuffer::allocate)) {
          one.send(random(9000));
          other.send(random(20_000));
          End.pump(one, other, 1000);
          one.finish();
          End.pump(one, other, 1000);
          assertThat(other.plain.toByteArray()).isEqualTo(random(9000));
          assertThat(one.plain.toByteArray()).isEqualTo(random(20_000));
          assertThat(other.transformation.isPeerFinished()).isTrue();
        }
      }
    }
  }

  /// A small packet must not take a large buffer for its write.
  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void asksForLittleRoomForASmallPacket(TlsProvider provider) throws Exception {
    try (ServerTls server = TestCertificates.server(files, provider);
        ClientTls client = TestCertificates.client(files, provider);
        End one = new End(client.create(LOCALHOST), 100);
        End other = new End(server.create(LOCALHOST), 100)) {
      assertThat(one.transformation.sendBytes(36, 1)).isEqualTo(one.transformation.sendBytes());
      End.pump(one, other, 1000);
      for (End end : List.of(one, other)) {
        assertThat(end.transformation.sendBytes(36, 1)).isBetween(64, 256);
        assertThat(end.transformation.sendBytes(1 << 20, 1))
            .isEqualTo(end.transformation.sendBytes());
      }
    }
  }

  /// Either end may say first that it sends no more. The other end still sends all that it has.
  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void sendsWhatIsQueuedAfterThePeersEnd(TlsProvider serverBy, TlsProvider clientBy, String version)
      throws Exception {
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy)) {
      for (boolean clientFirst : new boolean[] {true, false}) {
        try (End clientEnd = new End(client.create(LOCALHOST), 100);
            End serverEnd = new End(server.create(LOCALHOST), 100)) {
          clientEnd.send(text("hello"));
          End.pump(clientEnd, serverEnd, 1000);
          End first = clientFirst ? clientEnd : serverEnd;
          End second = clientFirst ? serverEnd : clientEnd;
          first.plain.reset();
          first.send(text(", the last"));
          first.finish();
          second.send(random(20_000));
          End.pump(first, second, 300);
          assertThat(second.transformation.isPeerFinished()).isTrue();
          assertThat(first.plain.toByteArray()).isEqualTo(random(20_000));
          assertThat(second.plain.toString(StandardCharsets.US_ASCII)).endsWith(", the last");
          second.finish();
          End.pump(first, second, 300);
          assertThat(first.transformation.isPeerFinished()).isTrue();
          first.transformation.receiveEnd();
          assertThat(first.failure).isNull();
          assertThat(second.failure).isNull();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void resumesTheSessionOfAClientThatComesAgain(
      TlsProvider serverBy, TlsProvider clientBy, String version) throws Exception {
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy)) {
      for (int i = 0; i < 5; i++) {
        Thread.sleep(2); // the JDK tells a resumed session by the time of its creation
        try (End one = new End(client.create(LOCALHOST), 100);
            End other = new End(server.create(LOCALHOST), 100)) {
          End.pump(one, other, 1000);
          other.send(text("a packet, which follows the ticket"));
          End.pump(one, other, 1000);
          one.finish();
          End.pump(one, other, 1000);
          other.finish();
          End.pump(one, other, 1000);
        }
      }
      assertThat(server.counters().handshakes()).isEqualTo(5);
      assertThat(server.counters().resumed()).isEqualTo(4);
    }
  }

  /// Several clients of one process come again at the same time. Each of them has its own ticket.
  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void countsEverySessionThatIsResumedAtTheSameTime(
      TlsProvider serverBy, TlsProvider clientBy, String version) throws Exception {
    assumeTrue(clientBy == TlsProvider.BORINGSSL, "the JDK's client may keep one ticket");
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy)) {
      connectAtTheSameTime(client, server);
      assertThat(server.counters().resumed()).isZero();
      Thread.sleep(2); // the JDK tells a resumed session by the time of its creation
      connectAtTheSameTime(client, server);
      assertThat(server.counters().handshakes()).isEqualTo(2 * AT_ONCE);
      assertThat(server.counters().resumed()).isEqualTo(AT_ONCE);
      assertThat(client.counters().resumed()).isEqualTo(AT_ONCE);
    }
  }

  private static void connectAtTheSameTime(ClientTls client, ServerTls server) throws Exception {
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      ends.add(new End(client.create(LOCALHOST), 100));
      ends.add(new End(server.create(LOCALHOST), 100));
      ends.getLast().send(text("a packet, which follows the ticket"));
    }
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i = 0; i < ends.size(); i += 2) {
        moved |= End.step(ends.get(i), ends.get(i + 1), 1000);
      }
    }
    ends.forEach(End::close);
  }

  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void seesARecordThatWasChanged(TlsProvider serverBy, TlsProvider clientBy, String version)
      throws Exception {
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy)) {
      for (int at = 0; at < 60; at++) {
        try (End one = new End(client.create(LOCALHOST), 100);
            End other = new End(server.create(LOCALHOST), 100)) {
          End.pump(one, other, 1000);
          assertThat(one.failure).as("the byte %s", at).isNull();
          assertThat(other.transformation.isEstablished()).as("the byte %s", at).isTrue();
          one.send(text("a packet that somebody changes"));
          byte[] record = one.output();
          if (at == record.length) {
            return;
          }
          record[at] ^= 0x21;
          other.receive(record);
          other.receive(new byte[1 << 15]);
          TransformationException failure = other.failure;
          assertThat(failure).as("the byte %s", at).isNotNull();
          assertThat(failure.reason()).as("the byte %s", at).isEqualTo(TlsCloseReasons.TLS_BROKEN);
          assertThat(other.plain.size()).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void seesAChannelThatEndsTooEarly(TlsProvider provider) throws Exception {
    try (ServerTls server = TestCertificates.server(files, provider);
        ClientTls client = TestCertificates.client(files, provider);
        End one = new End(client.create(LOCALHOST), 100);
        End other = new End(server.create(LOCALHOST), 100)) {
      End.pump(one, other, 1000);
      assertThatThrownBy(other.transformation::receiveEnd)
          .isInstanceOfSatisfying(
              TransformationException.class,
              e -> assertThat(e.reason()).isEqualTo(TlsCloseReasons.TLS_TRUNCATED));
      assertThat(server.counters().failures(TlsFailure.TRUNCATED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void refusesPeersThatDoNotSpeakTls(TlsProvider provider) throws Exception {
    try (ServerTls server = TestCertificates.server(files, provider)) {
      String[] firsts = {
        "\u000b\u0000\u0001\u0000\u0008\u0001", "GET / HTTP/1.1\r\n", "\u0016\u0002", "\u0017\u0003"
      };
      for (String first : firsts) {
        try (End end = new End(server.create(LOCALHOST), 100)) {
          end.receive(first.getBytes(StandardCharsets.ISO_8859_1));
          assertThat(end.failure).as(first).isNotNull();
          assertThat(end.failure.reason()).isEqualTo(TlsCloseReasons.NOT_TLS);
          assertThat(end.failure).hasMessageContaining("does not speak TLS");
        }
      }
      assertThat(server.counters().failures(TlsFailure.NOT_TLS)).isEqualTo(firsts.length);
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void refusesARecordThatIsTooLarge(TlsProvider provider) throws Exception {
    try (ServerTls server = TestCertificates.server(files, provider);
        End end = new End(server.create(LOCALHOST), 100)) {
      end.receive(new byte[] {22, 3, 1, 0x41, 1});
      assertThat(end.failure).hasMessageContaining("16641 bytes");
      assertThat(server.counters().failures(TlsFailure.RECORD_TOO_LARGE)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void refusesAHandshakeWithoutSense(TlsProvider provider) throws Exception {
    try (ServerTls server = TestCertificates.server(files, provider)) {
      for (int length : new int[] {0, 1, 40, 16_640}) {
        try (End end = new End(server.create(LOCALHOST), 100)) {
          byte[] record = random(Records.HEADER + length);
          record[0] = 22;
          record[1] = 3;
          record[2] = 1;
          record[3] = (byte) (length >> 8);
          record[4] = (byte) length;
          end.receive(record);
          if (length > 1) {
            assertThat(end.failure).as("length %s", length).isNotNull();
            assertThat(end.failure.reason()).isEqualTo(TlsCloseReasons.TLS_HANDSHAKE_FAILED);
            assertThat(end.failure.getMessage()).matches("[ -~]*");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void tellsThatThereIsNoCommonVersion(TlsProvider serverBy, TlsProvider clientBy, String version)
      throws Exception {
    String other = version.equals("TLSv1.3") ? "TLSv1.2" : "TLSv1.3";
    ClientTlsOptions options =
        ClientTlsOptions.defaults()
            .withProvider(clientBy)
            .withVersions(List.of(other))
            .trusting(files.certificate());
    try (ServerTls server = TestCertificates.server(files, serverBy, version);
        ClientTls client = ClientTls.open(TestCertificates.RUNTIME, options);
        End one = new End(client.create(LOCALHOST), 100);
        End two = new End(server.create(LOCALHOST), 100)) {
      End.pump(one, two, 1000);
      assertThat(two.failure).isNotNull();
      assertThat(two.failure).hasMessageContaining("no common TLS version");
      assertThat(server.counters().failures(TlsFailure.VERSION)).isEqualTo(1);
      assertThat(one.failure).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource(COMBINATIONS)
  void refusesACertificateThatIsNotTrusted(
      TlsProvider serverBy, TlsProvider clientBy, String version, @TempDir Path another)
      throws Exception {
    CertificateFiles strange = TestCertificates.make(another);
    try (ServerTls server = TestCertificates.server(strange, serverBy, version);
        ClientTls client = TestCertificates.client(files, clientBy);
        End one = new End(client.create(LOCALHOST), 100);
        End two = new End(server.create(LOCALHOST), 100)) {
      End.pump(one, two, 1000);
      assertThat(one.failure).isNotNull();
      assertThat(one.failure.reason()).isEqualTo(TlsCloseReasons.TLS_UNTRUSTED);
      assertThat(client.counters().failures(TlsFailure.CERTIFICATE)).isEqualTo(1);
      assertThat(two.failure).isNotNull();
      assertThat(server.counters().failures(TlsFailure.PEER_ALERT)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource(PROVIDERS)
  void checksTheNameOfTheServer(TlsProvider provider) throws Exception {
    try (ServerTls server = TestCertificates.server(files, provider);
        ClientTls client = TestCertificates.client(files, provider);
        ClientTls careless =
            ClientTls.open(
                TestCertificates.RUNTIME,
                ClientTlsOptions.defaults().withProvider(provider).insecure())) {
      InetSocketAddress elsewhere = InetSocketAddress.createUnresolved("game.example", 7777);
      try (End one = new End(client.create(elsewhere), 100);
          End two = new End(server.create(LOCALHOST), 100)) {
        End.pump(one, two, 1000);
        assertThat(one.failure).isNotNull();
        assertThat(one.failure.reason()).isEqualTo(TlsCloseReasons.TLS_UNTRUSTED);
      }
      for (String name : new String[] {"127.0.0.1", "::1", "localhost"}) {
        InetSocketAddress address = InetSocketAddress.createUnresolved(name, 7777);
        try (End one = new End(client.create(address), 100);
            End two = new End(server.create(LOCALHOST), 100)) {
          End.pump(one, two, 1000);
          assertThat(one.transformation.isEstablished()).as(name).isTrue();
        }
      }
      try (End one = new End(careless.create(elsewhere), 100);
          End two = new End(server.create(LOCALHOST), 100)) {
        End.pump(one, two, 1000);
        assertThat(one.transformation.isEstablished()).isTrue();
      }
    }
  }
}
