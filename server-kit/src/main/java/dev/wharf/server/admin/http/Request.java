package dev.wharf.server.admin.http;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A complete request.
///
/// @param method the method; GET for a HEAD request, because the response to HEAD is the response
///   to GET without its body
/// @param path the decoded path, without the query
/// @param parameters the decoded parameters of the query
/// @param from the peer's address
/// @param host the `Host` header; null when it is missing or repeated
/// @param authorization the `Authorization` header; null when it is missing or repeated
/// @param operator the header [#OPERATOR]; null when it is missing or repeated
/// @param body the body, empty unless the method is POST
public record Request(
    String method,
    String path,
    Map<String, String> parameters,
    InetAddress from,
    @Nullable String host,
    @Nullable String authorization,
    @Nullable String operator,
    String body) {
  /// The header with the name that the operator claims, percent-encoded.
  public static final String OPERATOR = "Operator";
}
