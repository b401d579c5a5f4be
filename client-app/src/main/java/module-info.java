/// The client side of the game: console client, the swarm's scenarios, and the demo.
module dev.wharf.game.client {
  requires dev.wharf.game.proto;
  requires dev.wharf.swarm;
  requires org.jline;
  requires static org.jspecify;

  opens dev.wharf.game.client to
      info.picocli;
  opens dev.wharf.game.client.console to
      info.picocli;
  opens dev.wharf.game.client.demo to
      info.picocli;
  opens dev.wharf.game.client.swarm to
      dev.wharf.swarm;
}
