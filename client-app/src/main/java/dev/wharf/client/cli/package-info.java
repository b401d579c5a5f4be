/// What the commands share.
@NullMarked
package dev.wharf.client.cli;

import org.jspecify.annotations.NullMarked;
