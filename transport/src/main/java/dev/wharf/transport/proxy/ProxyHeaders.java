package dev.wharf.transport.proxy;

import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// Puts a header of the PROXY protocol, version 2, in front of each connection of a client service.
/// So a load test can try a server that is made for connections of a proxy, without a proxy.
///
/// Each header names another address of 198.18.0.0/15, which is reserved for tests (RFC 2544).
/// Consecutive addresses are in different networks of 256 addresses. After 131,072 headers the
/// addresses repeat.
///
/// Thread-safe.
public final class ProxyHeaders implements TransformationFactory {
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte PROXY_COMMAND = 0x21;
  private static final byte TCP_OVER_IPV4 = 0x11;
  private static final short ADDRESS_BYTES = 12;
  private static final int HEADER_BYTES = 28;
  private static final int TEST_NETWORK = (198 << 24) | (18 << 16);
  private static final int TEST_ADDRESSES = 1 << 17;

  /// Odd, so that it leads to all addresses; one more than the size of a network.
  private static final int STEP = 257;

  private static final short PORT = 40_000 - 65_536;

  private final AtomicInteger count = new AtomicInteger();

  /// Creates the factory. Its first header names 198.18.0.0.
  public ProxyHeaders() {}

  @Override
  public Transformation create(InetSocketAddress remote) {
    return new HeaderSender(next());
  }

  /// Returns the next header, for code that writes to a socket itself.
  public byte[] next() {
    int client = TEST_NETWORK + Math.floorMod(count.getAndIncrement() * STEP, TEST_ADDRESSES);
    return ByteBuffer.allocate(HEADER_BYTES)
        .put(SIGNATURE)
        .put(PROXY_COMMAND)
        .put(TCP_OVER_IPV4)
        .putShort(ADDRESS_BYTES)
        .putInt(client)
        .putInt(TEST_NETWORK)
        .putShort(PORT)
        .putShort(PORT)
        .array();
  }
}
