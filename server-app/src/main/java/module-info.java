// The game's server: login, echo, chat rooms. Open, as the kit makes its records of settings.
open module dev.wharf.game.server {
  requires dev.wharf.game.proto;
  requires dev.wharf.server;
  requires org.slf4j;
  requires static org.jspecify;
}
