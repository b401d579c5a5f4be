package dev.wharf.transport.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/// Encrypts and decrypts the records of one connection, from the end of its handshake on. One
/// thread at a time uses it. An exception ends the connection: after it, only [#alert()] is called.
interface RecordLayer {
  /// The least room for a record: its content, and more than the header, nonce, padding and tag of
  /// any cipher. TLS 1.3 may put the answer to a key update in front of the first record.
  int OVERHEAD = 128;

  /// Returns what is to be sent right after the handshake, such as session tickets; empty when
  /// there is nothing. Called once, first. The buffer is valid until the caller's method returns.
  ByteBuffer first();

  /// Decrypts one whole record, and keeps what `plain` has no room for. While bytes are kept, moves
  /// these instead, and does not touch the record.
  ///
  /// @param plain has room for at least one byte
  /// @throws SSLException when the record is bad, or the peer has sent an alert
  void decrypt(ByteBuffer record, ByteBuffer plain) throws SSLException;

  /// Returns whether decrypted bytes are kept.
  boolean hasKept();

  /// Returns whether nothing can be sent any more after this record was decrypted.
  boolean mayEndSending(ByteBuffer record);

  /// Returns whether the peer has said that it sends nothing any more (`close_notify`).
  boolean isPeerFinished();

  /// Returns whether there are bytes to send that belong to no packet.
  boolean hasOutput();

  /// Encrypts as much of a packet as there is room for.
  ///
  /// @param packet has bytes, unless [#hasOutput()]
  /// @param out has room for at least [#OVERHEAD] bytes and one more
  void encrypt(ByteBuffer packet, ByteBuffer out) throws SSLException;

  /// Tells the peer that nothing follows (`close_notify`). Called once, last.
  ///
  /// @param out has room for at least [#OVERHEAD] bytes
  void end(ByteBuffer out) throws SSLException;

  /// Returns the alert for the peer, after an exception; empty when there is none. The buffer is
  /// valid until the caller's method returns.
  ByteBuffer alert();
}
