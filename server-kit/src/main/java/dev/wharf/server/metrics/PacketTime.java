package dev.wharf.server.metrics;

/// The time that the packets of one kind have taken on workers: to check, parse and handle them,
/// refused ones too. Workers do not block, so that this is processor time, but for what the machine
/// gave to others meanwhile.
///
/// @param packet the packet's full name, or `unknown`
/// @param handled how many have been handled
/// @param seconds what they took in all
public record PacketTime(String packet, long handled, double seconds) {}
