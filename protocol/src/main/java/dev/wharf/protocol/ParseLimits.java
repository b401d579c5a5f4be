package dev.wharf.protocol;

/// What a packet's body may hold. The frame limit bounds its bytes; these bound what the bytes
/// unfold to.
///
/// @param maxDepth how deeply messages may nest within a packet, 1 to 100
/// @param maxElements how many elements a packet may hold, 0 to 1,000,000: each nested message, map
///   entry, and element of a repeated field counts as one, at any depth
public record ParseLimits(int maxDepth, int maxElements) {
  /// Checks the ranges.
  public ParseLimits {
    Checks.range("maxDepth", maxDepth, 1, 100);
    Checks.range("maxElements", maxElements, 0, 1_000_000);
  }

  /// Depth 16, 1,024 elements.
  public static ParseLimits defaults() {
    return new ParseLimits(16, 1024);
  }

  /// A copy with another depth.
  public ParseLimits withMaxDepth(int depth) {
    return new ParseLimits(depth, maxElements);
  }

  /// A copy with another number of elements.
  public ParseLimits withMaxElements(int elements) {
    return new ParseLimits(maxDepth, elements);
  }
}
