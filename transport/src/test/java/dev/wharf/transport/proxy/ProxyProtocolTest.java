package dev.wharf.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyProtocolTest {
  private static final InetSocketAddress PROXY = at("192.0.2.1", 5);
  private static final int RANDOM_HEADERS = 20_000;

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private static Transformation fromProxy(ProxyVersions versions) {
    return new ProxyProtocol(versions, AddressBlocks.parse("192.0.2.0/24")).create(PROXY);
  }

  static Stream<Arguments> headers() {
    byte[] fields = {4, 0, 2, 'a', 'b', 5, 0, 4, 1, 2, 3, 4};
    return Stream.of(
        Arguments.of(
            Headers.line("PROXY TCP4 203.0.113.9 10.0.0.2 51000 7777"), at("203.0.113.9", 51000)),
        Arguments.of(
            Headers.line("PROXY TCP6 2001:db8::9 2001:db8::2 1 65535"), at("2001:db8::9", 1)),
        Arguments.of(Headers.line("PROXY UNKNOWN"), null),
        Arguments.of(Headers.line("PROXY UNKNOWN ffff:f...f:ffff 65535"), null),
        Arguments.of(Headers.v2("203.0.113.9", 51000), at("203.0.113.9", 51000)),
        Arguments.of(Headers.v2("2001:db8::9", 65535), at("2001:db8::9", 65535)),
        Arguments.of(
            Headers.block(
                Headers.PROXY,
                Headers.TCP_OVER_IPV4,
                Headers.addresses("203.0.113.9", 9, "10.0.0.2", fields)),
            at("203.0.113.9", 9)),
        Arguments.of(
            Headers.withChecksum(
                Headers.PROXY,
                Headers.TCP_OVER_IPV4,
                Headers.addresses("203.0.113.9", 9, "10.0.0.2", fields)),
            at("203.0.113.9", 9)),
        Arguments.of(
            Headers.withChecksum(
                Headers.PROXY,
                Headers.TCP_OVER_IPV6,
                Headers.addresses("2001:db8::9", 9, "2001:db8::2")),
            at("2001:db8::9", 9)),
        Arguments.of(Headers.withChecksum(Headers.PROXY, 0x31, new byte[216]), null),
        Arguments.of(Headers.withChecksum(Headers.LOCAL, 0, new byte[0]), null),
        Arguments.of(Headers.block(Headers.LOCAL, 0, new byte[0]), null),
        Arguments.of(
            Headers.block(
                Headers.LOCAL,
                Headers.TCP_OVER_IPV4,
                Headers.addresses("203.0.113.9", 9, "10.0.0.2")),
            null),
        Arguments.of(Headers.block(Headers.PROXY, 0, new byte[0]), null),
        Arguments.of(Headers.block(Headers.PROXY, 0x31, new byte[216]), null));
  }

  /// The header comes in two parts, cut at each byte, and bytes of the game follow at once.
  @ParameterizedTest
  @MethodSource("headers")
  void takesTheHeaderAndNothingElse(byte[] header, @Nullable InetSocketAddress source)
      throws Exception {
    byte[] bytes = Arrays.copyOf(header, header.length + 2);
    for (int cut = 0; cut < header.length; cut++) {
      Transformation one = fromProxy(ProxyVersions.ANY);
      ByteBuffer received = ByteBuffer.wrap(bytes).limit(cut);
      one.receive(received, ByteBuffer.allocate(0));
      assertThat(received.position()).isZero();
      assertThat(one.isEstablished()).isFalse();
      assertThat(one.peerAddress()).isNull();
      one.receive(received.limit(bytes.length), ByteBuffer.allocate(0));
      assertThat(received.position()).isEqualTo(header.length);
      assertThat(one.isEstablished()).isTrue();
      assertThat(one.isTransparent()).isTrue();
      assertThat(one.peerAddress()).isEqualTo(source);
      assertThat(one.hasOutput()).isFalse();
    }
  }

  static Stream<Arguments> notHeaders() {
    CloseReason missing = ProxyCloseReasons.PROXY_HEADER_MISSING;
    CloseReason invalid = ProxyCloseReasons.PROXY_HEADER_INVALID;
    byte[] addresses = Headers.addresses("203.0.113.9", 9, "10.0.0.2");
    byte[] unknownVersion = Headers.v2("203.0.113.9", 9);
    unknownVersion[12] = 0x31;
    return Stream.of(
        Arguments.of(new byte[] {22, 3, 1}, missing), // a TLS handshake
        Arguments.of(new byte[] {8, 0, 1, 0}, missing),
        Arguments.of(text("GET / HTTP/1.1\r\n"), missing),
        Arguments.of(text("PING"), missing),
        Arguments.of(text("PROXY\r\n"), missing),
        Arguments.of(text("\r\n\r\n\0\r\nQUIZ"), missing),
        Arguments.of(text("PROXY " + "x".repeat(101)), invalid),
        Arguments.of(Headers.line("PROXY TCP4 203.0.113.9 10.0.0.2 51000"), invalid),
        Arguments.of(Headers.line("PROXY TCP4 203.0.113.9 10.0.0.2 51000 65536"), invalid),
        Arguments.of(Headers.line("PROXY TCP4 203.0.113.256 10.0.0.2 1 1"), invalid),
        Arguments.of(Headers.line("PROXY TCP4 2001:db8::9 2001:db8::2 1 1"), invalid),
        Arguments.of(Headers.line("PROXY TCP4 localhost localhost 1 1"), invalid),
        Arguments.of(Headers.line("PROXY TCP6 fe80::1%lo fe80::2 1 1"), invalid),
        Arguments.of(Headers.line("PROXY UDP4 203.0.113.9 10.0.0.2 1 1"), invalid),
        Arguments.of(Headers.line("PROXY tcp4 203.0.113.9 10.0.0.2 1 1"), invalid),
        Arguments.of(Headers.line("PROXY "), invalid),
        Arguments.of(unknownVersion, invalid),
        Arguments.of(Headers.block(0x22, Headers.TCP_OVER_IPV4, addresses), invalid),
        Arguments.of(Headers.block(0x01, Headers.TCP_OVER_IPV4, addresses), invalid),
        Arguments.of(Headers.block(Headers.PROXY, 0x41, addresses), invalid),
        Arguments.of(Headers.block(Headers.PROXY, Headers.TCP_OVER_IPV6, addresses), invalid),
        Arguments.of(
            Headers.block(Headers.PROXY, Headers.TCP_OVER_IPV4, Arrays.copyOf(addresses, 11)),
            invalid),
        Arguments.of(
            Headers.block(
                Headers.PROXY,
                Headers.TCP_OVER_IPV4,
                Headers.addresses(
                    "203.0.113.9", 9, "10.0.0.2", (byte) 4, (byte) 9, (byte) 9, (byte) 0)),
            invalid),
        Arguments.of(Headers.block(Headers.PROXY, 0, new byte[4081]), invalid));
  }

  /// A proxy that adds a checksum wants to be sure that nobody has changed the header on its way.
  @Test
  void rejectsEveryChangeOfAHeaderWithAChecksum() {
    byte[] header =
        Headers.withChecksum(
            Headers.PROXY,
            Headers.TCP_OVER_IPV4,
            Headers.addresses("203.0.113.9", 9, "10.0.0.2", (byte) 4, (byte) 0, (byte) 0));
    int addressesAt = 16;
    int checksumAt = header.length - 7;
    for (int i = addressesAt; i < header.length; i++) {
      boolean isTypeOfField = i == addressesAt + 12 || i == checksumAt;
      byte[] changed = header.clone();
      changed[i] ^= 0x40;
      if (!isTypeOfField) {
        assertThat(rejection(fromProxy(ProxyVersions.ANY), changed))
            .as("byte %s", i)
            .isEqualTo(ProxyCloseReasons.PROXY_HEADER_INVALID);
      }
    }
  }

  static Stream<Arguments> connectionsThatAProxyDoesNotUse() {
    return Stream.of(
        Arguments.of(new byte[0], true),
        Arguments.of(Headers.line("PROXY UNKNOWN"), true),
        Arguments.of(Headers.block(Headers.LOCAL, 0, new byte[0]), true),
        Arguments.of(text("PROXY"), false),
        Arguments.of(Headers.v2("203.0.113.9", 1), false));
  }

  @ParameterizedTest
  @MethodSource("connectionsThatAProxyDoesNotUse")
  void tellsTheProxysOwnConnectionsFromThoseOfPlayers(byte[] header, boolean isOwn)
      throws Exception {
    Transformation one = fromProxy(ProxyVersions.ANY);
    one.receive(ByteBuffer.wrap(header), ByteBuffer.allocate(0));
    assertThat(one.unusedReason()).isEqualTo(isOwn ? ProxyCloseReasons.PROXY_CHECK : null);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @MethodSource("notHeaders")
  void rejectsWhatIsNoHeader(byte[] bytes, CloseReason reason) {
    assertThat(rejection(fromProxy(ProxyVersions.ANY), bytes)).isEqualTo(reason);
  }

  private static @Nullable CloseReason rejection(Transformation one, byte[] bytes) {
    try {
      one.receive(ByteBuffer.wrap(bytes), ByteBuffer.allocate(0));
      return null;
    } catch (TransformationException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("203.0.113").hasSizeLessThan(100);
      return e.reason();
    }
  }

  @Test
  void acceptsTheLargestHeader() {
    byte[] largest = Headers.block(Headers.PROXY, 0, new byte[ProxyProtocol.MAX_HEADER_BYTES - 16]);
    assertThat(rejection(fromProxy(ProxyVersions.V2), largest)).isNull();
  }

  @Test
  void acceptsOnlyTheVersionThatIsSet() {
    byte[] line = Headers.line("PROXY TCP4 203.0.113.9 10.0.0.2 51000 7777");
    byte[] block = Headers.v2("203.0.113.9", 51000);
    CloseReason invalid = ProxyCloseReasons.PROXY_HEADER_INVALID;
    assertThat(rejection(fromProxy(ProxyVersions.V1), line)).isNull();
    assertThat(rejection(fromProxy(ProxyVersions.V1), block)).isEqualTo(invalid);
    assertThat(rejection(fromProxy(ProxyVersions.V2), line)).isEqualTo(invalid);
    assertThat(rejection(fromProxy(ProxyVersions.V2), block)).isNull();
  }

  /// Random bytes behind a good start end the connection, or are a header. The parser throws no
  /// other exception.
  @Test
  void survivesRandomHeaders() {
    Random random = new Random(1);
    for (int i = 0; i < RANDOM_HEADERS; i++) {
      byte[] content = new byte[random.nextInt(300)];
      random.nextBytes(content);
      byte[] block =
          Headers.block(
              random.nextInt(4) == 0 ? random.nextInt(256) : Headers.PROXY,
              random.nextInt(4) == 0 ? random.nextInt(256) : Headers.TCP_OVER_IPV4,
              content);
      CloseReason reason = rejection(fromProxy(ProxyVersions.ANY), block);
      assertThat(reason == null || reason.equals(ProxyCloseReasons.PROXY_HEADER_INVALID)).isTrue();
    }
  }

  @Test
  void headersOfALoadTestNameDifferentAddresses() throws Exception {
    ProxyHeaders headers = new ProxyHeaders();
    AddressBlocks forTests = AddressBlocks.parse("198.18.0.0/15");
    Set<InetAddress> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      Transformation sender = headers.create(PROXY);
      ByteBuffer sent = ByteBuffer.allocate(sender.sendBytes());
      assertThat(sender.isEstablished()).isFalse();
      sender.send(new ByteBuffer[0], 0, sent);
      assertThat(sender.isTransparent()).isTrue();
      Transformation receiver = fromProxy(ProxyVersions.V2);
      receiver.receive(sent.flip(), ByteBuffer.allocate(0));
      InetSocketAddress told = Objects.requireNonNull(receiver.peerAddress());
      assertThat(seen.add(told.getAddress())).isTrue();
      assertThat(forTests.contains(told.getAddress())).isTrue();
    }
  }

  @Test
  void refusesAConnectionThatIsNotFromAProxy() {
    ProxyProtocol factory =
        new ProxyProtocol(ProxyVersions.ANY, AddressBlocks.parse("192.0.2.0/24"));
    InetSocketAddress stranger = at("198.51.100.1", 5);
    assertThat(factory.expectsPeerAddress(PROXY)).isTrue();
    assertThat(factory.expectsPeerAddress(stranger)).isFalse();
    Transformation refusal = factory.create(stranger);
    assertThat(refusal.hasOutput()).isTrue();
    assertThat(refusal.isEstablished()).isFalse();
    assertThatThrownBy(
            () -> refusal.send(new ByteBuffer[0], 0, ByteBuffer.allocate(refusal.sendBytes())))
        .isInstanceOfSatisfying(
            TransformationException.class,
            e -> assertThat(e.reason()).isEqualTo(ProxyCloseReasons.NOT_FROM_PROXY));
    assertThat(rejection(refusal, Headers.v2("203.0.113.9", 1)))
        .isEqualTo(ProxyCloseReasons.NOT_FROM_PROXY);
  }
}
