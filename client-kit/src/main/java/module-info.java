/// The client side of a game's connection: login, heartbeats, and connecting again.
module dev.wharf.client {
  requires transitive dev.wharf.protocol;
  requires transitive dev.wharf.transport;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.wharf.client;
}
