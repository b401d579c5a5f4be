/// `wharf demo`: a server, a swarm against it, and what came of it. Start reading at
/// [dev.wharf.game.client.demo.DemoCommand].
@NullMarked
package dev.wharf.game.client.demo;

import org.jspecify.annotations.NullMarked;
