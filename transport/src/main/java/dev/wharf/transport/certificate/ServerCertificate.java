package dev.wharf.transport.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate with its chain and its private key, which belong to each other.
///
/// @param chain the server's certificate, and those of the authorities that have signed it
/// @param key the private key of the first certificate
/// @param digest tells whether the files have changed
/// @param warnings what an operator should change, one line each
public record ServerCertificate(
    List<X509Certificate> chain, PrivateKey key, String digest, List<String> warnings) {
  /// Copies the lists.
  public ServerCertificate {
    chain = List.copyOf(chain);
    warnings = List.copyOf(warnings);
  }

  /// Reads and checks the files.
  ///
  /// @param now the time, for the check of the validity
  /// @throws TlsSetupException when a file cannot be read, or the key does not belong to the
  ///   certificate
  public static ServerCertificate read(CertificateFiles files, Instant now) {
    byte[] certificate = bytes(files.certificate(), "certificate");
    byte[] key = bytes(files.key(), "key");
    char[] password = password(files.keyPassword());
    try {
      List<X509Certificate> chain = Pem.certificates(files.certificate().toString(), certificate);
      PrivateKey privateKey = Pem.privateKey(files.key().toString(), key, password);
      checkPair(files, chain.getFirst().getPublicKey(), privateKey);
      return new ServerCertificate(
          chain, privateKey, digest(certificate, key), warnings(files, chain.getFirst(), now));
    } finally {
      Arrays.fill(key, (byte) 0);
      if (password != null) {
        Arrays.fill(password, ' ');
      }
    }
  }

  /// Returns a text without the key.
  @Override
  public String toString() {
    return "ServerCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
  }

  private static byte[] bytes(Path file, String what) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TlsSetupException(
          "cannot read the TLS " + what + " " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  private static char @Nullable [] password(@Nullable Path file) {
    if (file == null) {
      return null;
    }
    byte[] read = bytes(file, "key password");
    String text = new String(read, StandardCharsets.UTF_8);
    return text.strip().toCharArray();
  }

  private static void checkPair(CertificateFiles files, PublicKey certified, PrivateKey key) {
    String algorithm =
        switch (certified.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> certified.getAlgorithm();
        };
    byte[] text = "a text to sign".getBytes(StandardCharsets.US_ASCII);
    boolean isPair;
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(text);
      byte[] signature = signing.sign();
      signing.initVerify(certified);
      signing.update(text);
      isPair = signing.verify(signature);
    } catch (GeneralSecurityException e) {
      isPair = false;
    }
    if (!isPair) {
      throw new TlsSetupException(
          "the key " + files.key() + " does not belong to the certificate " + files.certificate());
    }
  }

  private static String digest(byte[] certificate, byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(certificate);
      return HexFormat.of().formatHex(digest.digest(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Returns the digest of the files' present contents.
  ///
  /// @throws TlsSetupException when a file cannot be read
  public static String digestOf(CertificateFiles files) {
    return digest(bytes(files.certificate(), "certificate"), bytes(files.key(), "key"));
  }

  private static List<String> warnings(
      CertificateFiles files, X509Certificate certificate, Instant now) {
    List<String> warnings = new ArrayList<>();
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      warnings.add(
          "the TLS certificate %s has expired on %s: clients refuse it"
              .formatted(files.certificate(), certificate.getNotAfter().toInstant()));
    } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
      warnings.add(
          "the TLS certificate %s is not valid before %s: clients refuse it"
              .formatted(files.certificate(), certificate.getNotBefore().toInstant()));
    }
    if (isReadableByAll(files.key())) {
      warnings.add(
          "every user of this machine can read the TLS key %s: chmod 600 it"
              .formatted(files.key()));
    }
    return warnings;
  }

  private static boolean isReadableByAll(Path key) {
    try {
      return Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Windows has other permissions
    }
  }
}
