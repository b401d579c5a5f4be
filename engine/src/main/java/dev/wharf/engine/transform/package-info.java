/// The interface for code that changes the bytes between a channel and its session, such as
/// encryption. Start reading at [dev.wharf.engine.transform.Transformation].
@NullMarked
package dev.wharf.engine.transform;

import org.jspecify.annotations.NullMarked;
