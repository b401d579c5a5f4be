/// The admin port: metrics, health and the live page over HTTP, for operators and their tools.
/// Start reading at [AdminPort]. [Guard] decides whether a request is allowed, [Routes] handles it.
@NullMarked
package dev.wharf.server.admin;

import org.jspecify.annotations.NullMarked;
