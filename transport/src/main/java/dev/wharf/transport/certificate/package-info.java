/// Certificates and private keys: their files, their checks, and a certificate for development.
/// Start reading at [dev.wharf.transport.certificate.ServerCertificate].
@NullMarked
package dev.wharf.transport.certificate;

import org.jspecify.annotations.NullMarked;
