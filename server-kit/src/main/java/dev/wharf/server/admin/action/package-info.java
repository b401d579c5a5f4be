/// Runs and records the actions of operators. Start reading at [Actions].
@NullMarked
package dev.wharf.server.admin.action;

import org.jspecify.annotations.NullMarked;
