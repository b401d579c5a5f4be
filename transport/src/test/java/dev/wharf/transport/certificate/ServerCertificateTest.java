package dev.wharf.transport.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests the files of certificates and keys.
class ServerCertificateTest {
  private static final String ALGORITHM = "PBEWithHmacSHA256AndAES_256";

  @TempDir private Path folder;
  private final Instant now = Instant.now();
  private CertificateFiles files = new CertificateFiles(Path.of(""), Path.of(""), null);

  @BeforeEach
  void makeFiles() {
    files = DevelopmentCertificate.in(folder, now);
  }

  private ServerCertificate read(CertificateFiles from) {
    return ServerCertificate.read(from, now);
  }

  @Test
  void aDevelopmentCertificateIsForThisMachineAndStays() throws Exception {
    X509Certificate made = read(files).chain().getFirst();
    made.verify(made.getPublicKey());
    assertThat(made.getSubjectAlternativeNames().toString())
        .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(made.getNotAfter().toInstant()).isAfter(now.plus(Duration.ofDays(364)));
    assertThat(read(files).warnings()).isEmpty();

    DevelopmentCertificate.in(folder, now.plus(Duration.ofDays(300)));
    assertThat(read(files).chain().getFirst()).isEqualTo(made);
    DevelopmentCertificate.in(folder, now.plus(Duration.ofDays(340)));
    assertThat(read(files).chain().getFirst()).isNotEqualTo(made);
  }

  @Test
  void onlyTheUserCanReadTheKeyAndOthersCauseAWarning() throws Exception {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(read(files).warnings()).singleElement().asString().contains("chmod 600");
  }

  @Test
  void warnsOfACertificateThatHasExpired() {
    Instant later = now.plus(Duration.ofDays(366));
    assertThat(ServerCertificate.read(files, later).warnings())
        .singleElement()
        .asString()
        .contains("has expired");
    Instant earlier = now.minus(Duration.ofDays(2));
    assertThat(ServerCertificate.read(files, earlier).warnings())
        .singleElement()
        .asString()
        .contains("not valid before");
  }

  @Test
  void refusesAKeyOfAnotherCertificate() {
    CertificateFiles other = DevelopmentCertificate.in(folder.resolve("other"), now);
    CertificateFiles mixed = new CertificateFiles(files.certificate(), other.key(), null);
    assertThatThrownBy(() -> read(mixed)).hasMessageContaining("does not belong to");
  }

  @Test
  void tellsWhichFileIsMissingOrHasNothing() throws Exception {
    Path missing = folder.resolve("missing.pem");
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    Path old = folder.resolve("old.pem");
    Files.writeString(
        old, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
    assertThatThrownBy(() -> read(new CertificateFiles(missing, files.key(), null)))
        .isInstanceOf(TlsSetupException.class)
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(() -> read(new CertificateFiles(empty, files.key(), null)))
        .hasMessageContaining("empty.pem has no");
    assertThatThrownBy(() -> read(new CertificateFiles(files.certificate(), empty, null)))
        .hasMessageContaining("empty.pem has no private key");
    assertThatThrownBy(() -> read(new CertificateFiles(files.certificate(), old, null)))
        .hasMessageContaining("openssl pkcs8");
  }

  @Test
  void decryptsAKeyWithThePasswordInAFile() throws Exception {
    Path encrypted = folder.resolve("encrypted.pem");
    Files.writeString(encrypted, encrypted(read(files).key().getEncoded(), "secret words"));
    Path right = Files.writeString(folder.resolve("right"), "secret words\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "other words");
    assertThat(read(new CertificateFiles(files.certificate(), encrypted, right)).key())
        .isEqualTo(read(files).key());
    assertThatThrownBy(() -> read(new CertificateFiles(files.certificate(), encrypted, wrong)))
        .hasMessageContaining("tls.key-password-file")
        .hasMessageNotContaining("words");
    assertThatThrownBy(() -> read(new CertificateFiles(files.certificate(), encrypted, null)))
        .hasMessageContaining("is encrypted");
  }

  private static String encrypted(byte[] key, String password) throws Exception {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    SecretKey secret =
        SecretKeyFactory.getInstance(ALGORITHM)
            .generateSecret(new PBEKeySpec(password.toCharArray()));
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(salt, 2048));
    byte[] bytes = cipher.doFinal(key);
    byte[] algorithm = Der.objectId(1, 2, 840, 113549, 1, 5, 13);
    byte[] parameters = cipher.getParameters().getEncoded();
    byte[] der = Der.sequence(Der.sequence(algorithm, parameters), Der.octetString(bytes));
    return "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END ENCRYPTED PRIVATE KEY-----\n";
  }
}
