// The client side of the game: console client, the swarm's scenarios, and the demo. Open, as
// picocli makes its commands and the swarm its [GameSwarm][dev.wharf.game.client.swarm.GameSwarm].
open module dev.wharf.game.client {
  requires dev.wharf.game.proto;
  requires dev.wharf.swarm;
  requires org.jline;
  requires static org.jspecify;
}
