package dev.wharf.server.metrics;

/// The worker time of one packet kind: the time to check, parse and handle its packets, including
/// refused ones. The time is wall-clock time. It is close to processor time, because workers do not
/// block.
///
/// @param packet the packet's full name, or `unknown`
/// @param handled the number of packets handled
/// @param seconds the sum of the times of these packets
public record PacketTime(String packet, long handled, double seconds) {}
