// The game's server: accounts, echo, chat rooms, a world, items. The module is open, because the
// server kit creates the settings records of the game by reflection.
open module dev.wharf.game.server {
  requires dev.wharf.game.proto;
  requires dev.wharf.server;
  requires dev.wharf.storage;
  requires org.slf4j;
  requires static org.jspecify;
}
