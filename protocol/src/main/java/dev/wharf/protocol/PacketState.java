package dev.wharf.protocol;

/// Marks the game's enum of the states that a session goes through:
///
/// ```java
/// enum Stage implements PacketState { LOGIN, PLAYING }
/// ```
///
/// Only an enum with at most 64 constants may implement it. All states of a router belong to one
/// enum.
public interface PacketState {}
