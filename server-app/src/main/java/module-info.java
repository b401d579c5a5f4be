/// The game's server: login, echo, chat rooms.
module dev.wharf.game.server {
  requires dev.wharf.game.proto;
  requires dev.wharf.server;
  requires org.slf4j;
  requires static org.jspecify;

  // The kit makes the records of settings.
  opens dev.wharf.game.server.chat to
      dev.wharf.server;
}
