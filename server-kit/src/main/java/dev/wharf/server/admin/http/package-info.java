/// The HTTP side of the admin port: connections, limits, and who may do what. Start reading at
/// [HttpServer]. [Guard] decides whether a request is allowed.
@NullMarked
package dev.wharf.server.admin.http;

import org.jspecify.annotations.NullMarked;
