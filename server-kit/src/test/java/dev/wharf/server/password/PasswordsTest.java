package dev.wharf.server.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final byte[] SALT = "sixteen bytes ok".getBytes(StandardCharsets.US_ASCII);

  @Test
  void aHashIsThatOfItsPasswordAlone() {
    String hash = Passwords.hash("pässword", SALT);
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(Passwords.matches("pässword", hash)).isTrue();
    assertThat(Passwords.matches("Pässword", hash)).isFalse();
    assertThat(Passwords.matches("", hash)).isFalse();
  }

  /// The value is that of the reference implementation (the command `argon2`, with `-id -t 2 -k 256
  /// -p 1`), from its own tests.
  @Test
  void agreesWithTheReferenceImplementation() {
    String hash =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    assertThat(Passwords.matches("password", hash)).isTrue();
  }

  @Test
  void refusesOtherForms() {
    assertThatThrownBy(() -> Passwords.matches("x", "$2y$10$abc"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
