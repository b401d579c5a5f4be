package dev.wharf.protocol;

import dev.wharf.protocol.util.Checks;

/// Limits on the objects that parsing a packet's body creates. The limit on frames bounds the bytes
/// of a body, but a few bytes can produce many objects.
///
/// @param maxDepth the largest depth to which messages may nest within a packet, 1 to 100
/// @param maxElements the number of elements that a packet may contain, 0 to 1,000,000. Each nested
///   message, map entry, and element of a repeated field is one element, at any depth
public record ParseLimits(int maxDepth, int maxElements) {
  /// Checks that the numbers are in their ranges.
  public ParseLimits {
    Checks.range("maxDepth", maxDepth, 1, 100);
    Checks.range("maxElements", maxElements, 0, 1_000_000);
  }

  /// Returns limits of depth 16 and 1,024 elements.
  public static ParseLimits defaults() {
    return new ParseLimits(16, 1024);
  }

  /// Returns a copy with another depth.
  public ParseLimits withMaxDepth(int depth) {
    return new ParseLimits(depth, maxElements);
  }

  /// Returns a copy with another number of elements.
  public ParseLimits withMaxElements(int elements) {
    return new ParseLimits(maxDepth, elements);
  }
}
