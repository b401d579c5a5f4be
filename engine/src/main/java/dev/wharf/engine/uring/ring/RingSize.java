package dev.wharf.engine.uring.ring;

/// The size of a ring. Both numbers are powers of two.
///
/// @param submissions entries that fit between two submissions, 2 or more
/// @param completions completions that fit; the kernel keeps further ones until there is room
public record RingSize(int submissions, int completions) {
  /// The size for a server: 256 submissions and 4096 completions.
  public static final RingSize DEFAULT = new RingSize(256, 4096);
}
