package dev.wharf.server.admin;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A complete request.
///
/// @param method the method; GET for a HEAD request, because the response to HEAD is the response
///   to GET without its body
/// @param path the decoded path, without the query
/// @param from the peer's address
/// @param host the `Host` header; null when it is missing or repeated
/// @param authorization the `Authorization` header; null when it is missing or repeated
/// @param body the body, empty unless the method is POST
record Request(
    String method,
    String path,
    InetAddress from,
    @Nullable String host,
    @Nullable String authorization,
    String body) {}
