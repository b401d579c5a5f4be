package dev.wharf.transport.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// The records of a connection by BoringSSL, without Netty's engine in between. The engine asks
/// BoringSSL for its state before and after each record, in two to three times as many calls of
/// native code.
///
/// BoringSSL reads and writes records through a *BIO* of netty-tcnative: the memory of a buffer
/// that Java lends it for one call. What BoringSSL wants to send while it reads goes into a small
/// buffer of the BIO itself: alerts, before the call fails. (Answers to key updates wait for the
/// next packet.) This buffer must be empty when BoringSSL writes a packet. It is, because no packet
/// is written after a failure.
///
/// **Ownership.** The BIO replaces that of the engine, which BoringSSL frees. So the engine must
/// not be used any more. Releasing the engine frees the rest.
final class BoringSslRecords implements RecordLayer {
  /// More than an alert takes.
  private static final int BIO_BYTES = 256;

  private final long ssl;
  private final long bio;
  private boolean hasKept;
  private boolean isPeerFinished;

  BoringSslRecords(SSLEngine engine) {
    this.ssl = ((ReferenceCountedOpenSslEngine) engine).sslPointer();
    this.bio = SSL.bioNewByteBuffer(ssl, BIO_BYTES);
  }

  /// Makes BoringSSL send the session tickets, which would wait for the first packet.
  @Override
  public ByteBuffer first() {
    ByteBuffer tickets = lend(Scratch.out());
    try {
      int _ = SSL.writeToSSL(ssl, address(tickets), 0);
      takeWritten(tickets, tickets);
    } finally {
      SSL.bioClearByteBuffer(bio);
    }
    return tickets.flip();
  }

  @Override
  public void decrypt(ByteBuffer record, ByteBuffer plain) throws SSLException {
    if (hasKept) {
      read(plain);
      return;
    }
    int length = record.remaining();
    ByteBuffer source = record.isDirect() ? record : Scratch.in(record, length);
    SSL.bioSetByteBuffer(bio, address(source), length, false);
    try {
      read(plain);
    } finally {
      SSL.bioClearByteBuffer(bio);
      Reference.reachabilityFence(source);
    }
    record.position(record.limit());
  }

  @Override
  public boolean hasKept() {
    return hasKept;
  }

  /// Reads the content of a record. BoringSSL keeps what does not fit.
  private void read(ByteBuffer plain) throws SSLException {
    ByteBuffer target = plain.isDirect() ? plain : Scratch.out();
    int room = room(target, plain);
    int length = SSL.readFromSSL(ssl, address(target), room);
    if (length > 0) {
      deliver(target, plain, length);
    } else {
      checkEmpty(length);
    }
    hasKept = length == room && SSL.sslPending(ssl) > 0;
  }

  /// Finds out why a record had no content.
  private void checkEmpty(int result) throws SSLException {
    int error = SSL.getError(ssl, result);
    if (error == SSL.SSL_ERROR_ZERO_RETURN) {
      isPeerFinished = true;
    } else if (error != SSL.SSL_ERROR_WANT_READ) {
      throw failure();
    } else if (SSL.isInInit(ssl) != 0) {
      throw new SSLException("renegotiation is not allowed");
    }
  }

  private static SSLException failure() {
    String text = SSL.getErrorString(SSL.getLastErrorNumber());
    SSL.clearError();
    return new SSLException(text);
  }

  /// BoringSSL itself sends packets also after the peer's `close_notify`.
  @Override
  public boolean mayEndSending(ByteBuffer record) {
    return false;
  }

  @Override
  public boolean isPeerFinished() {
    return isPeerFinished;
  }

  @Override
  public boolean hasOutput() {
    return false;
  }

  @Override
  public void encrypt(ByteBuffer packet, ByteBuffer out) throws SSLException {
    int length = Math.min(packet.remaining(), out.remaining() - OVERHEAD);
    ByteBuffer source = packet.isDirect() ? packet : Scratch.in(packet, length);
    ByteBuffer target = lend(out);
    try {
      if (SSL.writeToSSL(ssl, address(source), length) != length) {
        throw failure();
      }
      takeWritten(target, out);
    } finally {
      SSL.bioClearByteBuffer(bio);
      Reference.reachabilityFence(source);
    }
    packet.position(packet.position() + length);
  }

  @Override
  public void end(ByteBuffer out) {
    ByteBuffer target = lend(out);
    try {
      int _ = SSL.shutdownSSL(ssl);
      takeWritten(target, out);
    } finally {
      SSL.bioClearByteBuffer(bio);
    }
  }

  @Override
  public ByteBuffer alert() {
    ByteBuffer alert = lend(Scratch.out());
    try {
      return alert.limit(SSL.bioFlushByteBuffer(bio));
    } finally {
      SSL.bioClearByteBuffer(bio);
    }
  }

  /// Lends the room of a buffer to BoringSSL, for what it writes.
  ///
  /// @return the buffer, or memory outside of the heap in place of it
  private ByteBuffer lend(ByteBuffer out) {
    ByteBuffer target = out.isDirect() ? out : Scratch.out();
    SSL.bioSetByteBuffer(bio, address(target), room(target, out), true);
    return target;
  }

  private void takeWritten(ByteBuffer target, ByteBuffer out) {
    deliver(target, out, room(target, out) - SSL.bioLengthByteBuffer(bio));
  }

  private static int room(ByteBuffer target, ByteBuffer to) {
    return Math.min(target.remaining(), to.remaining());
  }

  /// Moves the position of `to` over bytes that native code has put into it, or into memory in
  /// place of it.
  private static void deliver(ByteBuffer target, ByteBuffer to, int length) {
    if (!to.isDirect()) {
      to.put(to.position(), target, 0, length);
    }
    to.position(to.position() + length);
  }

  /// Returns the address of the first remaining byte.
  private static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }
}
