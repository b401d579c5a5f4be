package dev.wharf.transport.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Reads certificates and private keys in PEM (RFC 7468).
public final class Pem {
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END [A-Z ]*PRIVATE"
              + " KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519", "RSASSA-PSS");

  private Pem() {}

  /// Returns the certificates, in the order of the file.
  ///
  /// @param name the name of the file, for messages
  /// @throws TlsSetupException when there is none, or one cannot be read
  public static List<X509Certificate> certificates(String name, byte[] pem) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate one : factory.generateCertificates(new ByteArrayInputStream(pem))) {
        found.add((X509Certificate) one);
      }
    } catch (GeneralSecurityException e) {
      throw new TlsSetupException(name + " has no readable certificates in PEM", e);
    }
    if (found.isEmpty()) {
      throw new TlsSetupException(name + " has no certificate in PEM");
    }
    return found;
  }

  /// Returns the private key.
  ///
  /// @param name the name of the file, for messages
  /// @param password the password of an encrypted key; null when there is none
  /// @throws TlsSetupException when there is no key, or it cannot be read
  static PrivateKey privateKey(String name, byte[] pem, char @Nullable [] password) {
    Matcher found = KEY.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    if (!found.find()) {
      throw new TlsSetupException(name + " has no private key in PEM");
    }
    byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
    return switch (found.group(1)) {
      case "" -> plainKey(name, encoded);
      case "ENCRYPTED " -> plainKey(name, decrypted(name, encoded, password));
      default ->
          throw new TlsSetupException(
              name
                  + " has a key of the old form \""
                  + found.group(1)
                  + "PRIVATE KEY\": convert it with openssl pkcs8 -topk8 -nocrypt");
    };
  }

  private static byte[] decrypted(String name, byte[] encoded, char @Nullable [] password) {
    if (password == null) {
      throw new TlsSetupException(name + " is encrypted: set tls.key-password-file");
    }
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
      // The name of PBES2 says nothing; the parameters name the algorithms in it.
      String algorithm =
          info.getAlgParameters() == null || !info.getAlgName().equals("PBES2")
              ? info.getAlgName()
              : info.getAlgParameters().toString();
      var key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
      return info.getKeySpec(key).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsSetupException(
          name + " cannot be decrypted with the password in tls.key-password-file", e);
    }
  }

  private static PrivateKey plainKey(String name, byte[] encoded) {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // The key has another algorithm.
      } catch (GeneralSecurityException e) {
        throw new TlsSetupException(name + ": the JDK has no keys of the kind " + algorithm, e);
      }
    }
    throw new TlsSetupException(name + " has a key that is none of " + ALGORITHMS);
  }
}
