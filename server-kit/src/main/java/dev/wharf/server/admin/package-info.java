/// The admin port: metrics, health and the live page over HTTP, for operators and their tools.
/// Start reading at [AdminPort]; who may ask is decided by [Guard], what is answered by [Routes].
@NullMarked
package dev.wharf.server.admin;

import org.jspecify.annotations.NullMarked;
