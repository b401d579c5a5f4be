package dev.wharf.protocol;

import dev.wharf.engine.Session;
import dev.wharf.protocol.frame.FrameParser;
import org.jspecify.annotations.Nullable;

/// Carries what a new [PacketSession] needs from the engine and from its protocol.
///
/// [PacketProtocol#sessions] hands a link to the game's code that creates a session. That code
/// passes the link on to the constructor of [PacketSession]. The link has no other use.
public final class PacketLink {
  final Session session;
  final FrameParser frames;
  final PacketEncoder encoder;
  final PacketState initialState;
  final @Nullable PacketListener listener;

  PacketLink(
      Session session,
      FrameParser frames,
      PacketEncoder encoder,
      PacketState initialState,
      @Nullable PacketListener listener) {
    this.session = session;
    this.frames = frames;
    this.encoder = encoder;
    this.initialState = initialState;
    this.listener = listener;
  }
}
