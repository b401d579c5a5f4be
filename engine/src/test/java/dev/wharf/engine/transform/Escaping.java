package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;
import java.nio.ByteBuffer;

/// A transformation that replaces some bytes by two bytes, as SLIP (RFC 1055) does, so that one
/// byte value is free to mark the end of the stream. It has no handshake, and makes a stream up to
/// twice as long.
public class Escaping implements Transformation {
  public static final CloseReason BAD_ESCAPE = CloseReason.misbehaviour("BAD_ESCAPE");
  public static final byte END = 0x7E;
  private static final byte ESCAPE = 0x7D;
  private static final int FLIP = 0x20;

  private boolean finishes;
  private boolean peerFinished;

  @Override
  public int receiveBytes() {
    return 64;
  }

  @Override
  public int sendBytes() {
    return 64;
  }

  @Override
  public boolean isEstablished() {
    return true;
  }

  @Override
  public boolean isPeerFinished() {
    return peerFinished;
  }

  @Override
  public boolean hasOutput() {
    return finishes;
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    while (received.hasRemaining() && plain.hasRemaining()) {
      byte next = received.get(received.position());
      if (next != ESCAPE) {
        received.get();
        if (next == END) {
          peerFinished = true;
        } else {
          plain.put(next);
        }
      } else if (received.remaining() < 2) {
        return;
      } else {
        received.get();
        plain.put(unescaped(received.get()));
      }
    }
  }

  private static byte unescaped(byte flipped) throws TransformationException {
    byte value = (byte) (flipped ^ FLIP);
    if (value != END && value != ESCAPE) {
      throw new TransformationException(BAD_ESCAPE, "the byte " + flipped + " after an escape");
    }
    return value;
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException {
    for (int i = 0; i < count; i++) {
      while (packets[i].hasRemaining() && out.remaining() >= 2) {
        byte next = packets[i].get();
        if (next == END || next == ESCAPE) {
          out.put(ESCAPE).put((byte) (next ^ FLIP));
        } else {
          out.put(next);
        }
      }
    }
    boolean allSent = count == 0 || !packets[count - 1].hasRemaining();
    if (finishes && allSent && out.hasRemaining()) {
      out.put(END);
      finishes = false;
    }
  }

  @Override
  public void finish(CloseReason reason) {
    finishes = true;
  }
}
