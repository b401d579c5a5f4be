package dev.wharf.protocol;

/// What [FrameParser#next] found.
public sealed interface FrameResult permits Frame, NeedMore, Malformed {}
