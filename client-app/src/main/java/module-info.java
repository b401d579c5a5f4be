// The client side of the game: the console client, the scenarios of the swarm, and the demo. The
// module is open, because picocli creates its commands, and the swarm creates its
// [GameSwarm][dev.wharf.game.client.swarm.GameSwarm].
open module dev.wharf.game.client {
  requires dev.wharf.game.proto;
  requires dev.wharf.swarm;
  requires org.jline;
  requires static org.jspecify;
}
