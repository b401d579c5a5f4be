package dev.wharf.transport.websocket;

import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The handshake of one side of a connection (RFC 6455, 4).
abstract sealed class Handshake permits ServerHandshake, ClientHandshake {
  private @Nullable ByteBuffer output;

  /// Takes received bytes.
  ///
  /// @return whether the handshake is over
  /// @throws TransformationException when it fails; the output may have a response
  abstract boolean receive(ByteBuffer received) throws TransformationException;

  /// Adds lines to the output, each with its end.
  final void sendLater(String lines) {
    output = ByteBuffer.wrap(lines.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  final boolean hasOutput() {
    return output != null;
  }

  /// Moves as much of the output as there is room for.
  ///
  /// @return whether all of it is sent
  final boolean send(ByteBuffer out) {
    ByteBuffer bytes = output;
    if (bytes == null) {
      return true;
    }
    int length = Math.min(bytes.remaining(), out.remaining());
    out.put(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + length);
    output = bytes.hasRemaining() ? bytes : null;
    return output == null;
  }
}
