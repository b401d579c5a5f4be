package dev.wharf.protocol;

/// Marks the game's own enum of the stages that a session goes through:
///
/// ```java
/// enum Stage implements PacketState { LOGIN, PLAYING }
/// ```
///
/// Only an enum of at most 64 constants may implement it, and a router knows only one such enum.
public interface PacketState {}
