package dev.wharf.swarm;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.protocol.PacketLink;

/// One virtual user of the swarm, for the time of one connection. Scenarios send messages with this
/// object. The swarm connects the user, logs it in, and closes its connection.
public abstract class SwarmClient extends GameClient {
  private final int index;
  private final String name;

  /// Creates the client for one connection of a user. Only the swarm calls this.
  ///
  /// @param index the user's index in the run, from 0
  protected SwarmClient(PacketLink link, Identity identity, ClientLogin login, int index) {
    super(link, identity, login);
    this.index = index;
    this.name = identity.name();
  }

  /// Returns the user's index in the run, from 0. A user that comes back keeps its index.
  public final int index() {
    return index;
  }

  /// Returns the name with which the user logs in. A user that has left and comes back has another
  /// name. A user that has lost its connection, and logs in again, keeps its name.
  public final String name() {
    return name;
  }
}
