package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;
import java.nio.ByteBuffer;
import java.util.Random;

/// A transformation that encrypts a stream in records, as TLS does. Both sides exchange keys first.
/// Bytes are split into records of at most 200 bytes, each record is padded, and an empty record
/// ends the stream. A record is decrypted as a whole. When the target has no room for all of it,
/// the cipher keeps the rest.
///
/// The cipher is not secure. It adds a stream of random numbers, whose seed both sides send in
/// clear text.
public final class RecordCipher implements Transformation {
  public static final CloseReason BAD_RECORD = CloseReason.misbehaviour("BAD_RECORD");

  /// The largest content of a record, in bytes.
  public static final int MAX_CONTENT = 200;

  private static final int HEADER = 3;
  private static final int MAX_PADDING = 7;
  private static final int ALERT = 0xFFFF;

  private final boolean sendsKeyFirst;
  private final long ownKey = new Random().nextLong();
  private final Random sending = new Random(ownKey);
  private Random receiving = new Random();

  /// The part of the last decrypted record that was not delivered yet, from position to limit.
  private final ByteBuffer kept = ByteBuffer.allocate(MAX_CONTENT).limit(0);

  private boolean hasPeerKey;
  private boolean keySent;
  private boolean finishes;
  private boolean alerts;
  private boolean peerFinished;

  /// Creates the cipher of one side of a connection.
  ///
  /// @param sendsKeyFirst whether this side sends its key first; true for the client
  public RecordCipher(boolean sendsKeyFirst) {
    this.sendsKeyFirst = sendsKeyFirst;
  }

  @Override
  public int receiveBytes() {
    return HEADER + MAX_CONTENT + MAX_PADDING;
  }

  @Override
  public int sendBytes() {
    return 512;
  }

  @Override
  public boolean isEstablished() {
    return hasPeerKey && keySent;
  }

  @Override
  public boolean isPeerFinished() {
    return peerFinished;
  }

  @Override
  public boolean hasOutput() {
    return wantsToSendKey() || finishes || alerts;
  }

  private boolean wantsToSendKey() {
    return !keySent && (sendsKeyFirst || hasPeerKey);
  }

  @Override
  public void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException {
    if (!hasPeerKey && received.remaining() >= Long.BYTES) {
      receiving = new Random(received.getLong());
      hasPeerKey = true;
    } else if (isEstablished()) {
      if (!kept.hasRemaining() && received.remaining() >= HEADER) {
        receiveRecord(received);
      }
      int length = Math.min(kept.remaining(), plain.remaining());
      plain.put(kept.slice(kept.position(), length));
      kept.position(kept.position() + length);
    }
  }

  private void receiveRecord(ByteBuffer received) throws TransformationException {
    int start = received.position();
    int length = Short.toUnsignedInt(received.getShort(start));
    int padding = received.get(start + 2);
    if (length > MAX_CONTENT || padding < 0 || padding > MAX_PADDING) {
      alerts = true;
      throw new TransformationException(BAD_RECORD, "a record of " + length + " bytes");
    }
    if (received.remaining() < HEADER + length + padding) {
      return;
    }
    received.position(start + HEADER);
    kept.clear();
    for (int i = 0; i < length; i++) {
      kept.put((byte) (received.get() ^ receiving.nextInt()));
    }
    kept.flip();
    received.position(received.position() + padding);
    peerFinished = length == 0;
  }

  @Override
  public void send(ByteBuffer[] packets, int count, ByteBuffer out) {
    if (wantsToSendKey()) {
      out.putLong(ownKey);
      keySent = true;
    }
    int at = 0;
    while (out.remaining() > HEADER + MAX_PADDING
        && (at = firstWithBytes(packets, at, count)) < count) {
      sendRecord(packets[at], out);
    }
    if (alerts) {
      out.putShort((short) ALERT);
      alerts = false;
    } else if (finishes
        && firstWithBytes(packets, 0, count) == count
        && out.remaining() >= HEADER) {
      out.putShort((short) 0).put((byte) 0);
      finishes = false;
    }
  }

  private static int firstWithBytes(ByteBuffer[] packets, int from, int count) {
    int at = from;
    while (at < count && !packets[at].hasRemaining()) {
      at++;
    }
    return at;
  }

  private void sendRecord(ByteBuffer packet, ByteBuffer out) {
    int room = out.remaining() - HEADER - MAX_PADDING;
    int length = Math.min(Math.min(packet.remaining(), MAX_CONTENT), room);
    int padding = length % (MAX_PADDING + 1);
    out.putShort((short) length).put((byte) padding);
    for (int i = 0; i < length; i++) {
      out.put((byte) (packet.get() ^ sending.nextInt()));
    }
    out.put(new byte[padding]);
  }

  @Override
  public void finish(CloseReason reason) {
    finishes = isEstablished();
  }
}
