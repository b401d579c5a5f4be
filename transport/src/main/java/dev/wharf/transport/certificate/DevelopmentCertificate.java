package dev.wharf.transport.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A certificate for development, which a server makes for itself at its first start. It is for
/// this machine: `localhost`, its loopback addresses and its own name. No client trusts it, except
/// one that is told to trust its file.
///
/// The JDK has no public API that makes certificates. Its `keytool` is missing in a JRE, and the
/// libraries that do it have 10 MB. So this class writes the few fields of an X.509 certificate
/// itself.
public final class DevelopmentCertificate {
  private static final int[] ECDSA_SHA256 = {1, 2, 840, 10045, 4, 3, 2};
  private static final int[] COMMON_NAME = {2, 5, 4, 3};
  private static final int[] ALTERNATIVE_NAMES = {2, 5, 29, 17};
  private static final int[] BASIC_CONSTRAINTS = {2, 5, 29, 19};
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final Duration VALIDITY = Duration.ofDays(365);
  private static final Duration LEAST_LEFT = Duration.ofDays(30);

  private DevelopmentCertificate() {}

  /// Returns the files of the certificate in a folder. Makes them when they are missing or expire
  /// soon.
  ///
  /// @param folder the folder; this method makes it when it is missing
  /// @param now the time
  /// @throws TlsSetupException when the files cannot be written
  public static CertificateFiles in(Path folder, Instant now) {
    CertificateFiles files =
        new CertificateFiles(folder.resolve("certificate.pem"), folder.resolve("key.pem"), null);
    if (!isGood(files, now)) {
      try {
        make(files, now);
      } catch (IOException | GeneralSecurityException e) {
        throw new TlsSetupException(
            "cannot make a development certificate in " + folder + ": " + e.getClass().getName(),
            e);
      }
    }
    return files;
  }

  private static boolean isGood(CertificateFiles files, Instant now) {
    try {
      Instant end = ServerCertificate.read(files, now).chain().getFirst().getNotAfter().toInstant();
      return now.plus(LEAST_LEFT).isBefore(end);
    } catch (TlsSetupException e) {
      return false;
    }
  }

  private static void make(CertificateFiles files, Instant now)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Files.createDirectories(files.key().toAbsolutePath().getParent());
    write(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded());
    write(files.certificate(), "CERTIFICATE", certificate(pair, now));
  }

  /// Writes a file that only this user can read. Another process never sees half of it.
  private static void write(Path file, String kind, byte[] der) throws IOException {
    Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "new", ".pem");
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        part,
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n",
        StandardCharsets.US_ASCII);
    if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] certificate(KeyPair pair, Instant now) throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.objectId(ECDSA_SHA256));
    byte[] name =
        Der.sequence(
            Der.set(
                Der.sequence(
                    Der.objectId(COMMON_NAME), Der.utf8("development certificate of localhost"))));
    byte[] fields =
        Der.sequence(
            Der.tagged(0xA0, Der.integer(BigInteger.TWO)), // version 3
            Der.integer(new BigInteger(127, new SecureRandom()).add(BigInteger.ONE)),
            algorithm,
            name,
            Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(VALIDITY))),
            name,
            pair.getPublic().getEncoded(),
            Der.tagged(0xA3, Der.sequence(constraints(), alternativeNames())));
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(pair.getPrivate());
    signing.update(fields);
    return Der.sequence(fields, algorithm, Der.bitString(signing.sign()));
  }

  private static byte[] constraints() {
    return Der.sequence(
        Der.objectId(BASIC_CONSTRAINTS), Der.yes(), Der.octetString(Der.sequence(Der.yes())));
  }

  private static byte[] alternativeNames() {
    List<byte[]> names = new ArrayList<>();
    names.add(dnsName("localhost"));
    names.add(Der.tagged(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
    byte[] loopback6 = new byte[16];
    loopback6[15] = 1;
    names.add(Der.tagged(IP_ADDRESS, loopback6));
    String own = ownName();
    if (own.matches("[A-Za-z0-9.-]{1,63}")) {
      names.add(dnsName(own));
    }
    return Der.sequence(
        Der.objectId(ALTERNATIVE_NAMES),
        Der.octetString(Der.sequence(names.toArray(byte[][]::new))));
  }

  private static byte[] dnsName(String name) {
    return Der.tagged(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
  }

  private static String ownName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
