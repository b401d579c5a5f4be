package dev.wharf.protocol;

/// The next frame has not arrived in full. Nothing of it was consumed.
public enum NeedMore implements FrameResult {
  /// The only value.
  INSTANCE
}
