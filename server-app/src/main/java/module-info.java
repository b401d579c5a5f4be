// The game's server: login, echo, chat rooms. Open, because the kit creates its settings records.
open module dev.wharf.game.server {
  requires dev.wharf.game.proto;
  requires dev.wharf.server;
  requires org.slf4j;
  requires static org.jspecify;
}
