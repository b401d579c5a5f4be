/// The bridge between a game's queues and its database. [Storage] is the entry point.
@NullMarked
package dev.wharf.storage;

import org.jspecify.annotations.NullMarked;
