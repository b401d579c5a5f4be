/// The admin port: opens it, answers its requests, and makes the documents and the page of the
/// console. Start reading at [AdminPort]. [Routes] maps paths to handlers.
@NullMarked
package dev.wharf.server.admin.console;

import org.jspecify.annotations.NullMarked;
