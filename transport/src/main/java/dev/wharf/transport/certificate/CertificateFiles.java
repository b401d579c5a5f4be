package dev.wharf.transport.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files of a server's certificate, in PEM.
///
/// @param certificate the certificate, followed by those of the authorities that have signed it
/// @param key the private key, PKCS#8
/// @param keyPassword a file with the password of the key; null when the key is not encrypted
public record CertificateFiles(Path certificate, Path key, @Nullable Path keyPassword) {}
