package dev.wharf.transport.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// The keys that encrypt the session tickets of a server. A ticket lets a client resume its
/// session, without a new signature of the server. The first key encrypts new tickets. The older
/// keys still decrypt, so a ticket is good for one to two periods. All keys live in memory only.
///
/// Thread-safe.
final class TicketKeys {
  private static final int KEPT = 3;

  private final SecureRandom random = new SecureRandom();

  /// The newest key first. Guarded by this object.
  private final List<OpenSslSessionTicketKey> keys = new ArrayList<>();

  TicketKeys() {
    rotate();
  }

  /// Makes a new first key, and forgets the oldest.
  synchronized void rotate() {
    keys.addFirst(
        new OpenSslSessionTicketKey(
            bytes(OpenSslSessionTicketKey.NAME_SIZE),
            bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
            bytes(OpenSslSessionTicketKey.AES_KEY_SIZE)));
    if (keys.size() > KEPT) {
      keys.removeLast();
    }
  }

  private byte[] bytes(int size) {
    byte[] made = new byte[size];
    random.nextBytes(made);
    return made;
  }

  /// Sets the keys of a context.
  synchronized void give(OpenSslSessionContext sessions) {
    sessions.setTicketKeys(keys.toArray(OpenSslSessionTicketKey[]::new));
  }
}
