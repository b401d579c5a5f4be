package dev;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/// Marks a value that may be null, for the build's check. The launcher runs these sources without
/// libraries, so they cannot use the annotation of the other modules.
@Target(ElementType.TYPE_USE)
@interface Nullable {}
