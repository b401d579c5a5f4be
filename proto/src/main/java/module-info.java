/// The packets of the game.
module dev.wharf.game.proto {
  requires transitive dev.wharf.protocol;
  requires static org.jspecify;

  exports dev.wharf.game.proto;
}
