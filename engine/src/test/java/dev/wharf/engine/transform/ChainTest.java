package dev.wharf.engine.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.Peers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests two and more transformations of one session, one behind the other.
class ChainTest {
  private static final InetSocketAddress ANYBODY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private static final int ROUNDS = 30;

  /// The chains under test.
  enum Kind {
    CIPHER_IN_CIPHER,
    CIPHER_IN_ESCAPING,
    ESCAPING_IN_CIPHER,
    THREE;

    Transformation of(boolean isClient) {
      TransformationFactory cipher = _ -> new RecordCipher(isClient);
      TransformationFactory escaping = _ -> new Escaping();
      TransformationFactory chain =
          switch (this) {
            case CIPHER_IN_CIPHER -> cipher.andThen(cipher);
            case CIPHER_IN_ESCAPING -> escaping.andThen(cipher);
            case ESCAPING_IN_CIPHER -> cipher.andThen(escaping);
            case THREE -> cipher.andThen(escaping).andThen(cipher);
          };
      return chain.create(ANYBODY);
    }
  }

  private static void exchange(End client, End server) throws TransformationException {
    byte[] fromClient = client.send();
    byte[] fromServer = server.send();
    while (fromClient.length + fromServer.length > 0) {
      server.receive(fromClient);
      client.receive(fromServer);
      fromClient = client.send();
      fromServer = server.send();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CIPHER_IN_CIPHER,1",
    "CIPHER_IN_CIPHER,1000",
    "CIPHER_IN_ESCAPING,1",
    "CIPHER_IN_ESCAPING,1000",
    "ESCAPING_IN_CIPHER,1",
    "ESCAPING_IN_CIPHER,1000",
    "THREE,1",
    "THREE,1000"
  })
  void returnsEveryByteInOrderAndEndsInGoodOrder(Kind kind, int mostPlain) throws Exception {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      End client = new End(kind.of(true), random, mostPlain);
      End server = new End(kind.of(false), random, mostPlain);
      byte[] up = queue(client, random);
      exchange(client, server);
      byte[] down = queue(server, random);
      exchange(client, server);
      assertThat(server.plain.toByteArray()).isEqualTo(up);
      assertThat(client.plain.toByteArray()).isEqualTo(down);

      byte[] last = queue(client, random);
      client.finish();
      exchange(client, server);
      assertThat(server.plain.toByteArray()).endsWith(last).hasSize(up.length + last.length);
      assertThat(server.transformation.isPeerFinished()).isTrue();
      assertThat(client.transformation.isPeerFinished()).isFalse();
      assertThat(client.transformation.hasOutput()).isFalse();
    }
  }

  private static byte[] queue(End end, Random random) {
    ByteBuffer all = ByteBuffer.allocate(5000);
    int packets = random.nextInt(6);
    for (int i = 0; i < packets; i++) {
      byte[] packet = Peers.bytes(1 + random.nextInt(700), random.nextInt());
      all.put(packet);
      end.queue(packet);
    }
    return ByteBuffer.allocate(all.position()).put(all.flip()).array();
  }

  @Test
  void finishesTheInnerTransformationFirst() throws Exception {
    List<String> calls = new ArrayList<>();
    Transformation chain =
        recording(calls, "outer").andThen(recording(calls, "inner")).create(ANYBODY);
    chain.finish(CloseReason.LOCAL);
    assertThat(calls).containsExactly("inner");
    ByteBuffer out = ByteBuffer.allocate(chain.sendBytes());
    while (chain.hasOutput()) {
      chain.send(new ByteBuffer[0], 0, out);
    }
    assertThat(calls).containsExactly("inner", "outer");
    // The end byte of the inner transformation, escaped by the outer one, and that of the outer
    // one.
    assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {0x7D, 0x5E, 0x7E}));
  }

  private static TransformationFactory recording(List<String> calls, String name) {
    return _ ->
        new Escaping() {
          @Override
          public void finish(CloseReason reason) {
            calls.add(name);
            super.finish(reason);
          }
        };
  }

  @Test
  void sendsTheAlertOfTheInnerTransformationThroughTheOuterOne() throws Exception {
    Random random = new Random(1);
    End client = new End(Kind.CIPHER_IN_CIPHER.of(true), random, 100);
    End server = new End(new RecordCipher(false), random, 100);
    exchange(client, server);
    assertThat(server.plain.size()).as("the key of the client's inner cipher").isEqualTo(8);
    server.queue(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 0x7F, 0x7F, 0});
    assertThatThrownBy(() -> exchange(client, server))
        .isInstanceOfSatisfying(
            TransformationException.class,
            e -> assertThat(e.reason()).isEqualTo(RecordCipher.BAD_RECORD));
    assertThat(client.transformation.hasOutput()).isTrue();
    server.receive(client.send());
    assertThat(server.plain.toByteArray()).hasSize(10).endsWith(0xFF, 0xFF);
    assertThat(client.transformation.hasOutput()).isFalse();
  }

  /// A cipher that has failed takes no bytes. The session would wait for the inner one for ever.
  @Test
  void sendsNothingOfTheInnerTransformationWhenTheOuterOneHasFailed() throws Exception {
    TransformationFactory escaping = _ -> new Escaping();
    Transformation chain = escaping.andThen(escaping).create(ANYBODY);
    assertThatThrownBy(
            () -> chain.receive(ByteBuffer.wrap(new byte[] {0x7D, 0}), ByteBuffer.allocate(9)))
        .isInstanceOf(TransformationException.class);
    chain.finish(Escaping.BAD_ESCAPE);
    ByteBuffer out = ByteBuffer.allocate(chain.sendBytes());
    while (chain.hasOutput()) {
      chain.send(new ByteBuffer[0], 0, out);
    }
    assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {Escaping.END}));
  }

  @Test
  void leavesOutATransparentTransformation() throws Exception {
    Random random = new Random(2);
    TransformationFactory header = _ -> new Header();
    Transformation chain = header.andThen(_ -> new Escaping()).create(ANYBODY);
    End server = new End(chain, random, 100);
    assertThat(chain.peerAddress()).isNull();
    server.receive(new byte[] {10, 0, 0});
    assertThat(chain.isEstablished()).isFalse();
    server.receive(new byte[] {1, 5, 6});
    assertThat(chain.isEstablished()).isTrue();
    assertThat(chain.isTransparent()).isFalse();
    assertThat(chain.peerAddress())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), Header.PORT));
    assertThat(server.plain.toByteArray()).containsExactly(5, 6);
    server.queue(new byte[] {7});
    assertThat(server.send()).containsExactly(7);
  }

  @Test
  void endsACallWithTheOuterHandshakeSoThatTheAddressIsSeenFirst() throws Exception {
    TransformationFactory header = _ -> new Header();
    Transformation chain = header.andThen(_ -> new RecordCipher(false)).create(ANYBODY);
    ByteBuffer received = ByteBuffer.allocate(12).put(0, (byte) 10);
    chain.receive(received, ByteBuffer.allocate(1));
    assertThat(received.position()).isEqualTo(4);
    assertThat(chain.peerAddress()).isNotNull();
    assertThat(chain.hasOutput()).isFalse();
    chain.receive(received, ByteBuffer.allocate(1));
    assertThat(chain.hasOutput()).as("the key of the inner cipher").isTrue();
  }

  @Test
  void isTransparentWhenBothAre() throws Exception {
    TransformationFactory header = _ -> new Header();
    Transformation chain = header.andThen(header).create(ANYBODY);
    ByteBuffer received = ByteBuffer.wrap(new byte[] {10, 0, 0, 1, 10, 0, 0, 2});
    chain.receive(received, ByteBuffer.allocate(1));
    assertThat(chain.isTransparent()).isFalse();
    chain.receive(received, ByteBuffer.allocate(1));
    assertThat(chain.isTransparent()).isTrue();
    assertThat(chain.peerAddress()).isNotNull();
    assertThat(IntStream.of(chain.receiveBytes(), chain.sendBytes())).containsOnly(64);
  }

  @Test
  void passesOnWhatTheInnerTransformationAsksFor() throws Exception {
    Executor elsewhere = _ -> {};
    StepByStep inner = new StepByStep(elsewhere);
    TransformationFactory cipher = _ -> new RecordCipher(false);
    Transformation chain = cipher.andThen(_ -> inner).create(ANYBODY);
    End client = new End(new RecordCipher(true), new Random(3), 100);
    chain.receive(ByteBuffer.wrap(client.send()), ByteBuffer.allocate(1));
    ByteBuffer key = ByteBuffer.allocate(chain.sendBytes());
    chain.send(new ByteBuffer[0], 0, key);
    client.receive(bytes(key.flip()));

    client.queue(new byte[] {1, 5, StepByStep.END});
    ByteBuffer records = ByteBuffer.wrap(client.send());
    ByteBuffer plain = ByteBuffer.allocate(10);
    chain.receive(records, plain);
    assertThat(chain.executor()).isSameAs(elsewhere);
    assertThat(chain.isEstablished()).isFalse();
    chain.receive(records, plain);
    assertThat(chain.executor()).isNull();
    assertThat(chain.isEstablished()).isTrue();
    assertThat(bytes(plain.flip())).containsExactly(5);
    assertThat(chain.awaitsSend()).isTrue();
    assertThat(chain.isPeerFinished()).isFalse();
    chain.receive(records, plain.clear());
    assertThat(chain.awaitsSend()).isFalse();
    assertThat(chain.isPeerFinished()).isTrue();
    chain.close();
    assertThat(inner.closes).hasValue(1);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    return ByteBuffer.allocate(buffer.remaining()).put(buffer).array();
  }

  /// A channel that ends, and an outer stream that ends, both end the inner stream too early.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tellsTheInnerTransformationThatNoByteFollows(boolean endsInGoodOrder) throws Exception {
    TransformationFactory cipher = _ -> new RecordCipher(false);
    Transformation chain = cipher.andThen(_ -> new StepByStep(Runnable::run)).create(ANYBODY);
    End server = new End(chain, new Random(4), 100);
    End client = new End(new RecordCipher(true), new Random(5), 100);
    exchange(client, server);
    assertThatThrownBy(
            () -> {
              if (endsInGoodOrder) {
                client.finish();
                exchange(client, server);
              } else {
                chain.receiveEnd();
              }
            })
        .isInstanceOfSatisfying(
            TransformationException.class,
            e -> assertThat(e.reason()).isEqualTo(StepByStep.INCOMPLETE));
    chain.receiveEnd();
  }
}
