/// A database that fails as a test wants. Start reading at
/// [dev.wharf.storage.faulty.FaultyDatabase].
@NullMarked
package dev.wharf.storage.faulty;

import org.jspecify.annotations.NullMarked;
