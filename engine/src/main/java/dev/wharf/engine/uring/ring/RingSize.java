package dev.wharf.engine.uring.ring;

/// The size of a ring. Both numbers are powers of two.
///
/// @param submissions how many entries the submission queue holds, 2 or more
/// @param completions how many completions the completion queue holds; the kernel keeps further
///   ones until the queue has room
public record RingSize(int submissions, int completions) {
  /// The size of a server's ring: 256 submissions and 4096 completions.
  public static final RingSize DEFAULT = new RingSize(256, 4096);
}
