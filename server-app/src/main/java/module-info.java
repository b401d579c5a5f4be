// The game's server: login, echo, chat rooms. The module is open, because the server kit creates
// the settings records of the game by reflection.
open module dev.wharf.game.server {
  requires dev.wharf.game.proto;
  requires dev.wharf.server;
  requires org.slf4j;
  requires static org.jspecify;
}
