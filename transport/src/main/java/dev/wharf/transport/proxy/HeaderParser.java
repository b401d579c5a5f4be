package dev.wharf.transport.proxy;

import dev.wharf.engine.transform.TransformationException;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Parses a header with Netty's decoder. The decoder has a channel of its own for each header,
/// which lives during the call.
final class HeaderParser {
  private HeaderParser() {}

  /// Returns the address of the proxy's client. Returns null when the header names no Internet
  /// address: the proxy connects on its own account (`LOCAL`), does not know its client
  /// (`UNKNOWN`), or the client came over a Unix socket.
  ///
  /// @param header one whole header
  /// @throws TransformationException when the header is malformed, or has a wrong checksum
  static @Nullable InetSocketAddress source(byte[] header) throws TransformationException {
    if (HeaderFrame.isBinary(header) && HeaderChecksum.isWrong(header)) {
      throw HeaderFrame.invalid("the checksum of the header is wrong");
    }
    EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
    try {
      boolean _ = channel.writeInbound(Unpooled.wrappedBuffer(header));
      HAProxyMessage message = channel.readInbound();
      if (message == null) {
        throw malformed(header);
      }
      try {
        return source(message);
      } finally {
        boolean _ = message.release();
      }
    } catch (DecoderException | IllegalArgumentException e) {
      throw malformed(header);
    } finally {
      boolean _ = channel.finishAndReleaseAll();
    }
  }

  private static @Nullable InetSocketAddress source(HAProxyMessage message) {
    AddressFamily family = message.proxiedProtocol().addressFamily();
    boolean isInternet = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
    return isInternet
        ? new InetSocketAddress(
            InetAddress.ofLiteral(message.sourceAddress()), message.sourcePort())
        : null;
  }

  private static TransformationException malformed(byte[] header) {
    return HeaderFrame.invalid("a header of " + header.length + " bytes is malformed");
  }
}
